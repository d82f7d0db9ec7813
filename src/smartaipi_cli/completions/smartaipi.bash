# smartaipi: generated completion for bash, 3.2 and newer. Written by scripts/generate_docs.py from the command table.
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
    local shared='--help -h --json --fields=%text --quiet -q --no-color --verbose -v'
    commands='' options='' arguments=''
    case $1 in
        '')
            commands='setup claude codex opencode cline kilo continue qwen roo cursor claude-desktop gemini open shell env run status doctor undo history repair profiles login logout whoami config gateways keys budgets usage balance ledger models prices test bench mcp completion sandbox'
            options='--version --help -h'
            ;;
        'setup')
            options='--tools=claude,codex,opencode,cline,continue,kilo,qwen,roo --profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'claude')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --recipe=current,documented --strict --vscode --force --secret=helper,inline --scope=user,project --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'codex')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --reasoning-effort=low,medium,high,xhigh --fast --catalog --websocket=auto,on,off --recipe=current,documented --force --secret=helper,inline --scope=user,project --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'opencode')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --protocol=chat,responses,messages --reasoning-effort=low,medium,high,xhigh --secret=file,env,inline --scope=user,project --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'cline')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --protocol=chat,responses,messages --reasoning-effort=low,medium,high,xhigh --replace --secret=inline,env --scope=user --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'kilo')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --protocol=chat,responses,messages --reasoning-effort=low,medium,high,xhigh --secret=file,env,inline --scope=user --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'continue')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --protocol=chat,responses,messages --first --force --secret=inline,env --scope=user --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'qwen')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --protocol=chat,responses,messages --reasoning-effort=low,medium,high,xhigh --secret=inline,env --scope=user,project --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'roo')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --reasoning-effort=low,medium,high,xhigh --keep-import --secret=inline --scope=user --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'cursor')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --copy --show-key --wait --for=%text'" $shared"
            ;;
        'claude-desktop')
            options='--profile=@profiles -p=@profiles --key=@stored-keys --remove --print --dry-run --yes -y'" $shared"
            ;;
        'gemini')
            options=''" $shared"
            ;;
        'open')
            arguments='dashboard,docs,keys,chat'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'shell')
            options='--shell=zsh,bash,fish,powershell,nushell,all --profile=@profiles -p=@profiles --key=@stored-keys --only=openai,anthropic --own-variable --model=@models -m=@models --remove --print --verify --no-verify --keep --dry-run --yes -y'" $shared"
            ;;
        'env')
            options='--shell=bash,zsh,sh,fish,powershell,nushell --client=claude,openai,anthropic,codex,opencode,cline,continue,kilo,qwen,roo --profile=@profiles -p=@profiles --key=@stored-keys --unset --show --github --gitlab --dotenv --output=%file -o=%file --force --dry-run --yes -y'" $shared"
            ;;
        'run')
            commands='sweep'
            arguments='%command...'
            options='--budget=%text --ttl=%text --models=@models --client=claude,codex,opencode,cline,continue,kilo,qwen,roo --model=@models -m=@models --mask --strict --receipt=%file --fail-on-budget --profile=@profiles -p=@profiles --quiet -q --no-color --verbose -v --help -h'
            ;;
        'run sweep')
            options='--older-than=%text --dry-run --yes -y --profile=@profiles -p=@profiles'" $shared"
            ;;
        'status')
            options='--all'" $shared"
            ;;
        'doctor')
            arguments='claude,codex,opencode,cline,continue,kilo,qwen,roo,secrets'
            options='--explain --fix --report=%file --dry-run --yes -y'" $shared"
            ;;
        'undo')
            arguments='%changes'
            options='--force=%text --dry-run --yes -y'" $shared"
            ;;
        'history')
            commands='list show diff restore prune'
            options='--help -h'
            ;;
        'history list')
            options='--verify'" $shared"
            ;;
        'history show')
            arguments='%changes'
            options=''" $shared"
            ;;
        'history diff')
            arguments='%changes'
            options=''" $shared"
            ;;
        'history restore')
            arguments='%changes'
            options='--file=%file --to=before,after,original --dry-run --yes -y'" $shared"
            ;;
        'history prune')
            options='--all --yes -y'" $shared"
            ;;
        'repair')
            arguments='%changes'
            options=''" $shared"
            ;;
        'profiles')
            commands='add list show use remove'
            options='--help -h'
            ;;
        'profiles add')
            arguments='%text'
            options='--gateway=smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom -g=smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom --url=%text --openai-url=%text --anthropic-url=%text --management-url=%text --account-user=%text --account-header=%text --quota-per-unit=%text'" $shared"
            ;;
        'profiles list')
            options=''" $shared"
            ;;
        'profiles show')
            arguments='@profiles'
            options=''" $shared"
            ;;
        'profiles use')
            arguments='@profiles'
            options=''" $shared"
            ;;
        'profiles remove')
            arguments='@profiles'
            options='--yes -y'" $shared"
            ;;
        'login')
            options='--profile=@profiles -p=@profiles --with-key --with-token --key=@stored-keys --store=auto,keychain,file --force'" $shared"
            ;;
        'logout')
            options='--profile=@profiles -p=@profiles --yes -y'" $shared"
            ;;
        'whoami')
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'config')
            commands='list get set unset path edit pin trust untrust'
            options='--help -h'
            ;;
        'config list')
            options=''" $shared"
            ;;
        'config get')
            arguments='default_profile,credential_store,defaults.secret,defaults.scope'
            options=''" $shared"
            ;;
        'config set')
            arguments='default_profile,credential_store,defaults.secret,defaults.scope %text'
            options=''" $shared"
            ;;
        'config unset')
            arguments='default_profile,credential_store,defaults.secret,defaults.scope'
            options=''" $shared"
            ;;
        'config path')
            options=''" $shared"
            ;;
        'config edit')
            options=''" $shared"
            ;;
        'config pin')
            options='--profile=@profiles -p=@profiles --model=@models -m=@models --secret=helper,file,env --scope=user,project --role=%text'" $shared"
            ;;
        'config trust')
            arguments='%file'
            options='--yes -y'" $shared"
            ;;
        'config untrust')
            arguments='%file'
            options=''" $shared"
            ;;
        'gateways')
            commands='list show probe'
            options='--help -h'
            ;;
        'gateways list')
            options=''" $shared"
            ;;
        'gateways show')
            arguments='smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom'
            options=''" $shared"
            ;;
        'gateways probe')
            options='--url=%text --save --profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys')
            commands='list create show update disable enable rotate revoke import reveal'
            options='--help -h'
            ;;
        'keys list')
            options='--all --profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys create')
            options='--name=%text -n=%text --budget=%text --limit=%text --models=@models --group=%text --expires=%text --ip=%text --metadata=%text --for=ci --store --store-as=@stored-keys --raw --output=%file -o=%file --profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys show')
            arguments='@keys'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys update')
            arguments='@keys'
            options='--name=%text -n=%text --budget=%text --limit=%text --no-budgets --models=@models --all-models --group=%text --expires=%text --never-expires --ip=%text --any-ip --metadata=%text --no-metadata --profile=@profiles -p=@profiles --dry-run --yes -y'" $shared"
            ;;
        'keys disable')
            arguments='@keys'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys enable')
            arguments='@keys'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys rotate')
            arguments='@keys'
            options='--grace=%text --resume --verify --no-verify --store --store-as=@stored-keys --raw --output=%file -o=%file --profile=@profiles -p=@profiles --yes -y'" $shared"
            ;;
        'keys revoke')
            arguments='@keys'
            options='--profile=@profiles -p=@profiles --yes -y'" $shared"
            ;;
        'keys import')
            arguments='@stored-keys'
            options='--with-key --force --profile=@profiles -p=@profiles'" $shared"
            ;;
        'keys reveal')
            arguments='@keys'
            options='--store --store-as=@stored-keys --raw --output=%file -o=%file --profile=@profiles -p=@profiles'" $shared"
            ;;
        'budgets')
            commands='list set remove'
            options='--help -h'
            ;;
        'budgets list')
            options='--key=@keys -k=@keys --profile=@profiles -p=@profiles'" $shared"
            ;;
        'budgets set')
            arguments='%text'
            options='--key=@keys -k=@keys --account --profile=@profiles -p=@profiles'" $shared"
            ;;
        'budgets remove')
            arguments='day,week,month,total'
            options='--key=@keys -k=@keys --account --profile=@profiles -p=@profiles'" $shared"
            ;;
        'usage')
            commands='log tail show'
            options='--by=hour,day,week,month,model,actual-model,key,group,status -b=hour,day,week,month,model,actual-model,key,group,status --since=%text --from=%text --to=%text --tz=%text --model=@models -m=@models --key=@keys -k=@keys --csv --profile=@profiles -p=@profiles'" $shared"
            ;;
        'usage log')
            options='--since=%text --from=%text --to=%text --tz=%text --model=@models -m=@models --key=@keys -k=@keys --limit=%text -n=%text --all --csv --output=%file -o=%file --resume --profile=@profiles -p=@profiles'" $shared"
            ;;
        'usage tail')
            options='--model=@models -m=@models --key=@keys -k=@keys --interval=%text --count=%text --for=%text --csv --profile=@profiles -p=@profiles'" $shared"
            ;;
        'usage show')
            arguments='%text'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'balance')
            options='--min=%text --profile=@profiles -p=@profiles'" $shared"
            ;;
        'ledger')
            options='--since=%text --from=%text --to=%text --tz=%text --type=top_up,grant,usage,adjustment,refund,expiry,transfer --limit=%text -n=%text --all --csv --profile=@profiles -p=@profiles'" $shared"
            ;;
        'models')
            commands='list show'
            options='--help -h'
            ;;
        'models list')
            arguments='@models'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'models show')
            arguments='@models'
            options='--profile=@profiles -p=@profiles'" $shared"
            ;;
        'prices')
            arguments='@models'
            options='--group=%text --tier=%text --profile=@profiles -p=@profiles'" $shared"
            ;;
        'test')
            arguments='chat,responses,messages,count-tokens,embeddings,images,image-edits,models,websocket,realtime'
            options='--profile=@profiles -p=@profiles --key=@stored-keys --model=@models -m=@models --for=claude,codex,opencode,cline,continue --prompt=%text --system=%text --stream --no-stream --reasoning-effort=none,minimal,low,medium,high,xhigh --service-tier=auto,default,flex,priority --temperature=%text --max-tokens=%text --tool=%file --image=%file --header=%text --ws-frame=auto,flat,wrapped --retries=%text --fallback-model=@models --raw --save=%file --curl --explain'" $shared"
            ;;
        'bench')
            options='--model=@models -m=@models --protocol=chat,responses,messages --transport=sse,websocket --concurrency=%text -c=%text --rate=%text --requests=%text -n=%text --duration=%text --warm-up=%text --max-cost=%text --max-tokens=%text --prompt=%text --slo=%text --fail-if=%text --compare=@profiles --save=%file --baseline=%file --explain --profile=@profiles -p=@profiles --key=@stored-keys --yes -y'" $shared"
            ;;
        'mcp')
            commands='serve install remove list'
            options='--help -h'
            ;;
        'mcp serve')
            options='--allow-write --max-spend=%text --profile=@profiles -p=@profiles --quiet -q --no-color --verbose -v --help -h'
            ;;
        'mcp install')
            arguments='claude,codex,opencode,cline,cursor,continue,kilo,qwen,gemini,claude-desktop,vscode'
            options='--name=%text --profile=@profiles -p=@profiles --scope=user,project --allow-write --print --dry-run --yes -y'" $shared"
            ;;
        'mcp remove')
            arguments='claude,codex,opencode,cline,cursor,continue,kilo,qwen,gemini,claude-desktop,vscode'
            options='--name=%text --scope=user,project --dry-run --yes -y'" $shared"
            ;;
        'mcp list')
            options=''" $shared"
            ;;
        'completion')
            commands='bash zsh fish powershell install uninstall status'
            options='--help -h'
            ;;
        'completion bash')
            options=''" $shared"
            ;;
        'completion zsh')
            options=''" $shared"
            ;;
        'completion fish')
            options=''" $shared"
            ;;
        'completion powershell')
            options=''" $shared"
            ;;
        'completion install')
            options='--shell=bash,zsh,fish,powershell --dry-run --yes -y'" $shared"
            ;;
        'completion uninstall')
            options='--shell=bash,zsh,fish,powershell --dry-run --yes -y'" $shared"
            ;;
        'completion status')
            options=''" $shared"
            ;;
        'sandbox')
            commands='serve demo seed doctor approve reset'
            options='--help -h'
            ;;
        'sandbox serve')
            options='--port=%text --ephemeral --seed=%text --frozen-time=%text --quiet -q --no-color --verbose -v --help -h'
            ;;
        'sandbox demo')
            options='--quiet -q --no-color --verbose -v --help -h'
            ;;
        'sandbox seed')
            options='--records=%text --keys=%text --days=%text --add'" $shared"
            ;;
        'sandbox doctor')
            options=''" $shared"
            ;;
        'sandbox approve')
            arguments='%text'
            options='--deny'" $shared"
            ;;
        'sandbox reset')
            options='--yes -y'" $shared"
            ;;
    esac
}

if type compopt >/dev/null 2>&1; then
    complete -F _smartaipi smartaipi
else
    complete -o default -F _smartaipi smartaipi
fi
