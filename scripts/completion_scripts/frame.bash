# @MARK@ for bash, 3.2 and newer. Written by scripts/generate_docs.py from the command table.
# TAB starts no program: names are lines of a file that smartaipi keeps, changes are folders of its history.

_smartaipi() {
    local IFS=$' \t\n' command='' expected='' past='' operands=0 place=0 index piece word rest current=''
    local commands='' options='' arguments=''
    local -a words places found
    COMPREPLY=()

    # bash has cut the line at = and : as well; pieces without a space between them are one word.
    rest=${COMP_LINE:0:COMP_POINT}
    for ((index = 0; index < COMP_CWORD; index++)); do
        piece=${COMP_WORDS[index]}
        if [[ $index == 0 || $rest == [[:space:]]* ]]; then
            words+=("$piece")
            places+=("$index")
        else
            words[${#words[@]} - 1]+=$piece
        fi
        rest=${rest#"${rest%%[![:space:]]*}"}
        rest=${rest#"$piece"}
    done
    if [[ $rest == [[:space:]]* ]]; then
        current=${rest#"${rest%%[![:space:]]*}"}
    else
        current=${words[${#words[@]} - 1]}$rest
        unset "words[${#words[@]} - 1]"
    fi

    _smartaipi_table ''
    for ((index = 1; index < ${#words[@]}; index++)); do
        word=${words[index]}
        if [[ -n $expected ]]; then
            expected=''
        elif [[ -z $past && $word == -- ]]; then
            past=yes
        elif [[ -z $past && $word == -?* ]]; then
            _smartaipi_value_of "$word"
            [[ -n $expected ]] && expected=$word
        elif [[ -z $past && $operands == 0 && " $commands " == *" $word "* ]]; then
            command+=" $word"
            _smartaipi_table "${command# }"
        else
            [[ $operands == 0 ]] && place=${places[index]}
            operands=$((operands + 1))
            [[ $arguments == %command* ]] && break
        fi
    done

    if [[ -n $expected ]]; then
        _smartaipi_value_of "$expected"
        _smartaipi_offer "$expected"
    elif [[ $arguments == %command* && $operands -gt 0 ]]; then
        _smartaipi_offer %command
    elif [[ -z $past && $current == --*=* ]]; then
        word=${current%%=*}
        current=${current#*=}
        _smartaipi_value_of "$word"
        _smartaipi_offer "$expected"
    elif [[ -z $past && $current == -* ]]; then
        _smartaipi_offer_options
    else
        [[ -z $past && $operands == 0 ]] && found+=($commands)
        _smartaipi_argument
        [[ -z $past && -z $current && -z $commands && -z $arguments ]] && _smartaipi_offer_options
    fi
    _smartaipi_reply
    return 0
}

# Sets expected to what stands behind an option, to nothing when it takes no value.
_smartaipi_value_of() {
    local option
    expected=''
    for option in $options; do
        [[ $option == "$1="* ]] && expected=${option#*=}
    done
}

# Adds the long options to found.
_smartaipi_offer_options() {
    local option
    for option in $options; do
        [[ $option == --* ]] && found+=("${option%%=*}")
    done
}

# Adds to found what the next argument can be; one with an ellipsis may stand many times.
_smartaipi_argument() {
    local argument number=0
    for argument in $arguments; do
        if [[ $number == "$operands" || $argument == *... && $operands -gt $number ]]; then
            _smartaipi_offer "${argument%...}"
        fi
        number=$((number + 1))
    done
}

# Adds to found what a value can be, or lets bash look for files itself.
_smartaipi_offer() {
    local name folder
    case $1 in
        @*)
            _smartaipi_folder cache
            [[ -r $folder/names/${1#@} ]] || return
            if type mapfile >/dev/null 2>&1; then
                mapfile -t -O ${#found[@]} found <"$folder/names/${1#@}"
            else
                while IFS= read -r name; do found+=("$name"); done <"$folder/names/${1#@}"
            fi
            ;;
        %changes)
            _smartaipi_folder state
            for name in "$folder"/h/*-*; do [[ -d $name ]] && found+=("${name##*/}"); done
            ;;
        %file) compopt -o default 2>/dev/null ;;
        %folder) compopt -o dirnames 2>/dev/null ;;
        %command)
            if [[ $operands -gt 0 ]] && declare -F _comp_command_offset >/dev/null; then
                _comp_command_offset "$place"
            elif [[ $operands -gt 0 ]] && declare -F _command_offset >/dev/null; then
                _command_offset "$place"
            elif [[ $operands == 0 && $current != */* ]]; then
                while IFS= read -r name; do found+=("$name"); done < <(compgen -c -- "$current")
            else
                compopt -o default 2>/dev/null
            fi
            ;;
        %text | '') ;;
        *)
            local IFS=,
            found+=($1)
            ;;
    esac
}

# Answers with what of found begins as the word under the cursor does, quoted as that one is.
_smartaipi_reply() {
    local word typed=$current kept=${current%"${current##*[:=]}"}
    case $current in
        \'* | \"*) typed=${current#?} ;;
        *) typed=${current//\\/} ;;
    esac
    [[ $COMP_WORDBREAKS == *:* ]] || kept=''
    for word in "${found[@]}"; do
        [[ $word == "$typed"* ]] || continue
        case $current in
            \'*) [[ $word == *\'* ]] && continue ;;
            \"*) [[ $word == *[\"\$\`\\!]* ]] && continue ;;
            *)
                printf -v word %q "$word"
                [[ -n $kept ]] && word=${word#"$kept"}
                ;;
        esac
        COMPREPLY+=("$word")
    done
}

# Sets folder to one of ours: cache or state.
_smartaipi_folder() {
    if [[ -n ${SMARTAIPI_HOME-} ]]; then
        folder=${SMARTAIPI_HOME/#\~\//$HOME/}/$1
    elif [[ $OSTYPE == darwin* && $1 == cache ]]; then
        folder=$HOME/Library/Caches/smartaipi
    elif [[ $OSTYPE == darwin* ]]; then
        folder="$HOME/Library/Application Support/smartaipi"
    elif [[ $1 == cache ]]; then
        folder=$HOME/.cache/smartaipi
        [[ ${XDG_CACHE_HOME-} == /* ]] && folder=$XDG_CACHE_HOME/smartaipi
    else
        folder=$HOME/.local/state/smartaipi
        [[ ${XDG_STATE_HOME-} == /* ]] && folder=$XDG_STATE_HOME/smartaipi
    fi
}

# Sets commands, options and arguments of a command. Behind = and as an argument: choices, @names, or % and a kind.
_smartaipi_table() {
    local shared=@SHARED@
    commands='' options='' arguments=''
    case $1 in
@TABLE@
    esac
}

if type compopt >/dev/null 2>&1; then
    complete -F _smartaipi smartaipi
else
    complete -o default -F _smartaipi smartaipi
fi
