# @MARK@ for fish, 3.2 and newer. Written by scripts/generate_docs.py from the command table.
# TAB starts no program: names are lines of a file that smartaipi keeps, changes are folders of its history.

function __smartaipi_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l command
    set -l past
    set -l expected
    set -l operands 0
    set -l commands
    set -l options
    set -l arguments
    __smartaipi_table ''
    set -l position 1
    for word in $words[2..]
        set position (math $position + 1)
        if test -n "$expected"
            set expected
        else if test -z "$past"; and test "$word" = --
            set past yes
        else if test -z "$past"; and string match -q -- '-?*' $word
            set expected (__smartaipi_value_of $word $options)
        else if test $operands = 0 -a -z "$past"; and string match -q -- $word\t'*' $commands
            set -a command $word
            __smartaipi_table "$command"
        else if string match -q -- '%command*' "$arguments"
            # Not ours any more: as if the line began here.
            complete -C (string join ' ' -- (string escape -- $words[$position..]) (commandline -ct))
            return
        else
            set operands (math $operands + 1)
        end
    end
    if test -n "$expected"
        __smartaipi_offer "$expected" '' $current
    else if test -z "$past"; and string match -q -- '--*=*' $current
        set -l pair (string split -m 1 = -- $current)
        set expected (__smartaipi_value_of $pair[1] $options)
        __smartaipi_offer "$expected" $pair[1]= $pair[2]
    else if test -z "$past"; and string match -q -- '-*' $current
        string replace -r '^([^=\t]+)=[^\t]*' '$1' -- $options
    else
        if test $operands = 0 -a -z "$past"
            printf '%s\n' $commands
        end
        set -l number 0
        for argument in $arguments
            if test $operands -gt $number; and string match -q -- '*...' $argument
                set number $operands
            end
            if test $number = $operands
                __smartaipi_offer (string replace -r '\.\.\.$' '' -- $argument) '' $current
            end
            set number (math $number + 1)
        end
    end
end

# What stands behind an option, the first argument; the others are all options.
function __smartaipi_value_of
    set -l option (string escape --style=regex -- $argv[1])
    string replace -f -r "^$option=([^\t]*).*" '$1' -- $argv[2..]
end

# Offers what a value can be, behind a prefix: the kind, the prefix, what was typed behind it.
function __smartaipi_offer --argument-names kind prefix typed
    set -l found
    switch "$kind"
        case '@*'
            set -l file (__smartaipi_folder cache)/names/(string sub -s 2 -- $kind)
            # fish would leave a ~ in front unquoted.
            test -r $file; and set found (string match -v -- '~*' <$file)
        case %changes
            set -l folders (__smartaipi_folder state)/h/*-*/
            set found (string replace -r '.*/([^/]+)/$' '$1' -- $folders)
        case %file
            set found (__fish_complete_path $typed)
        case %folder
            set found (__fish_complete_directories $typed)
        case %command
            set found (complete -C "$typed")
        case %text ''
        case '*'
            set found (string split , -- $kind)
    end
    test -n "$found"; and printf '%s\n' $prefix$found
end

# One of our folders: cache or state.
function __smartaipi_folder --argument-names kind
    if test -n "$SMARTAIPI_HOME"
        echo (string replace -r '^~(?=/)' -- $HOME $SMARTAIPI_HOME)/$kind
    else if test -d $HOME/Library/Caches -a $kind = cache
        echo $HOME/Library/Caches/smartaipi
    else if test -d $HOME/Library/Caches
        echo $HOME/Library/Application\ Support/smartaipi
    else if test $kind = cache
        string match -q -- '/*' "$XDG_CACHE_HOME"; and echo $XDG_CACHE_HOME/smartaipi; or echo $HOME/.cache/smartaipi
    else
        string match -q -- '/*' "$XDG_STATE_HOME"; and echo $XDG_STATE_HOME/smartaipi; or echo $HOME/.local/state/smartaipi
    end
end

# Sets commands, options and arguments of a command, in the caller. Behind = and as an argument: choices, @names, or %
# and a kind. Behind a tab is the description.
function __smartaipi_table --no-scope-shadowing
    set commands
    set options
    set arguments
    set -l shared
@SHARED@
    switch "$argv[1]"
@TABLE@
    end
end

complete -c smartaipi -f -a '(__smartaipi_complete)'
