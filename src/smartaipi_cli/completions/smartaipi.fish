# smartaipi: generated completion for fish, 3.2 and newer. Written by scripts/generate_docs.py from the command table.
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
    set -a shared --help\t'Show the help and exit.'
    set -a shared -h\t'Show the help and exit.'
    set -a shared --json\t'Print one JSON document (schema smartaipi/1).'
    set -a shared --fields=%text\t'Only these members of the document; a wrong one lists all.'
    set -a shared --quiet\t'Print the data alone, no advice.'
    set -a shared -q\t'Print the data alone, no advice.'
    set -a shared --no-color\t'No colour, as NO_COLOR has it.'
    set -a shared --verbose\t'Tell each request to a gateway, without its secrets.'
    set -a shared -v\t'Tell each request to a gateway, without its secrets.'
    switch "$argv[1]"
        case ''
            set -a commands setup\t'Connect all installed tools at once'
            set -a commands claude\t'Set up Claude Code on a gateway, or take it back'
            set -a commands codex\t'Set up Codex on a gateway, or take it back'
            set -a commands opencode\t'Set up OpenCode on a gateway, or take it back'
            set -a commands cline\t'Set up Cline on a gateway, or take it back'
            set -a commands kilo\t'Set up Kilo Code on a gateway, or take it back'
            set -a commands continue\t'Set up Continue on a gateway, or take it back'
            set -a commands qwen\t'Set up Qwen Code on a gateway, or take it back'
            set -a commands roo\t'Set up Roo Code on a gateway, or take it back'
            set -a commands cursor\t'Guide through Cursor\'s own settings, and check them'
            set -a commands claude-desktop\t'Guide through Claude Desktop\'s gateway mode'
            set -a commands gemini\t'Say why Gemini CLI cannot use a gateway'
            set -a commands open\t'Open a page of the gateway: dashboard, docs, keys, chat'
            set -a commands shell\t'Let new shells know a gateway, or take it back'
            set -a commands env\t'Print variables for a shell, a CI job or a dotenv file'
            set -a commands run\t'Run a command with a key of its own, revoked with its end'
            set -a commands status\t'Show which tools are connected to what'
            set -a commands doctor\t'Find what keeps tools from working, and repair it'
            set -a commands undo\t'Take a change back, byte for byte'
            set -a commands history\t'List, show and restore earlier changes'
            set -a commands repair\t'Finish or take back a change that was interrupted'
            set -a commands profiles\t'Manage gateway accounts on this machine'
            set -a commands login\t'Keep an API key or account token for a profile'
            set -a commands logout\t'Forget a profile\'s credentials'
            set -a commands whoami\t'Show which profile and credentials are in use'
            set -a commands config\t'Change our own settings, and what a folder asks for'
            set -a commands gateways\t'Show the gateways that are known by name'
            set -a commands keys\t'Create, change, rotate and revoke API keys'
            set -a commands budgets\t'Show, set and remove budgets'
            set -a commands usage\t'Show what was used and what it cost'
            set -a commands balance\t'Show what the account can still spend'
            set -a commands ledger\t'Show every movement of the account\'s money'
            set -a commands models\t'Show the models that a gateway offers'
            set -a commands prices\t'Show what models cost'
            set -a commands test\t'Send requests to the gateway, time and judge the answers'
            set -a commands bench\t'Measure latency, throughput and goodput under load'
            set -a commands mcp\t'Let agents ask about the account'
            set -a commands completion\t'Let TAB complete commands, options and names'
            set -a commands sandbox\t'Run a local gateway, or a demo of everything'
            set -a options --version\t'Show the version and exit.'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'setup'
            set -a options --tools=claude,codex,opencode,cline,continue,kilo,qwen,roo\t'These, instead of all that are found.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'claude'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --recipe=current,documented\t'current, or documented: what gateways\' own pages say, for old clients.'
            set -a options --strict\t'Send no experimental fields: for gateways that refuse them.'
            set -a options --vscode\t'Spare the login screen of the VS Code extension as well; it shares the settings.'
            set -a options --force\t'Go on although a vendor\'s account is connected.'
            set -a options --secret=helper,inline\t'helper (the default: the client asks smartaipi for the key) or inline (the key stands in its file).'
            set -a options --scope=user,project\t'user (the default), or project (this folder\'s .claude/settings.local.json).'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'codex'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --reasoning-effort=low,medium,high,xhigh\t'low, medium, high (the default) or xhigh, for models that think.'
            set -a options --fast\t'Ask for the priority tier (implies --catalog).'
            set -a options --catalog\t'Tell Codex about the gateway\'s models with a model catalogue.'
            set -a options --websocket=auto,on,off\t'auto (ask the gateway), on or off.'
            set -a options --recipe=current,documented\t'current, or documented: what gateways\' own pages say, for old clients.'
            set -a options --force\t'Go on although a vendor\'s account is connected.'
            set -a options --secret=helper,inline\t'helper (the default: the client asks smartaipi for the key) or inline (the key stands in its file).'
            set -a options --scope=user,project\t'user (the default), or project (a profile file NAME.config.toml for `codex -p NAME`).'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'opencode'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --protocol=chat,responses,messages\t'chat (the default where the gateway has it), responses or messages.'
            set -a options --reasoning-effort=low,medium,high,xhigh\t'low, medium, high (the default) or xhigh, for models that think.'
            set -a options --secret=file,env,inline\t'file (the default: the client reads the key from a file that only you can read), env (the client reads a variable of its environment) or inline (the key stands in its file).'
            set -a options --scope=user,project\t'user (the default), or project (this folder\'s opencode.json, which never gets the key itself).'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'cline'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --protocol=chat,responses,messages\t'chat (the default where the gateway has it), responses or messages.'
            set -a options --reasoning-effort=low,medium,high,xhigh\t'low, medium, high or xhigh; by default the client\'s own choice.'
            set -a options --replace\t'With --yes: take the one place that Cline has from another gateway.'
            set -a options --secret=inline,env\t'inline (the default: in Cline\'s own file, which only you can read) or env (OPENAI_API_KEY).'
            set -a options --scope=user\t'user: Cline has no other.'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'kilo'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --protocol=chat,responses,messages\t'chat (the default where the gateway has it), responses or messages.'
            set -a options --reasoning-effort=low,medium,high,xhigh\t'low, medium, high (the default) or xhigh, for models that think.'
            set -a options --secret=file,env,inline\t'file (the default: the client reads the key from a file that only you can read), env (the client reads a variable of its environment) or inline (the key stands in its file).'
            set -a options --scope=user\t'user: Kilo Code has no other.'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'continue'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --protocol=chat,responses,messages\t'chat (the default; Continue itself takes Responses for gpt-5 and o models), responses or messages.'
            set -a options --first\t'Put the new model before your others, which it else follows.'
            set -a options --force\t'Go on although Continue has only the older `config.json`.'
            set -a options --secret=inline,env\t'inline (the default: in the `.env` of Continue\'s folder, which only you can read) or env.'
            set -a options --scope=user\t'user: Continue has no other.'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'qwen'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --protocol=chat,responses,messages\t'chat (the default where the gateway has it), responses or messages.'
            set -a options --reasoning-effort=low,medium,high,xhigh\t'low, medium, high or xhigh; by default the client\'s own choice.'
            set -a options --secret=inline,env\t'inline (the default: in the `.env` of Qwen Code\'s folder, which only you can read) or env.'
            set -a options --scope=user,project\t'user (the default), or project (this folder\'s .qwen/settings.json, which never gets the key).'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'roo'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --reasoning-effort=low,medium,high,xhigh\t'low, medium, high or xhigh; by default the client\'s own choice.'
            set -a options --keep-import\t'Import at every start of VS Code from now on; without it once, and then --remove.'
            set -a options --secret=inline\t'inline: Roo Code knows no other; the key stands in its file.'
            set -a options --scope=user\t'user: Roo Code has no other.'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'cursor'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --copy\t'Put the key into the clipboard, for 60 s. On a terminal you are asked.'
            set -a options --show-key\t'Print the key itself; on a terminal alone.'
            set -a options --wait\t'Then watch the account\'s request log for your first request.'
            set -a options --for=%text\t'How long to watch: 5m, 1h.'
            set -a options $shared
        case 'claude-desktop'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'gemini'
            set -a options $shared
        case 'open'
            set -a arguments dashboard,docs,keys,chat
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'shell'
            set -a options --shell=zsh,bash,fish,powershell,nushell,all\t'zsh, bash, fish, powershell, nushell, or all that are installed; by default your own.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --only=openai,anthropic\t'openai or anthropic: set the variables of these libraries alone.'
            set -a options --own-variable\t'Export the key under the gateway\'s own name as well; done unasked when a tool looks there.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --remove\t'Take everything of ours out again; needs no history.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --verify\t'Prove the set-up with one small request.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --keep\t'Leave the set-up in place even if it does not verify.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'env'
            set -a options --shell=bash,zsh,sh,fish,powershell,nushell\t'bash, zsh, sh, fish, powershell, nushell; by default your own.'
            set -a options --client=claude,openai,anthropic,codex,opencode,cline,continue,kilo,qwen,roo\t'Only what this one obeys: claude, openai or anthropic (the libraries), or a tool that was set up with --secret env.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --unset\t'Print what takes the variables away.'
            set -a options --show\t'Print the key on a terminal, too.'
            set -a options --github\t'Mask the key, and set the variables for a job\'s later steps.'
            set -a options --gitlab\t'Make a dotenv report for a pipeline\'s later jobs.'
            set -a options --dotenv\t'Set the variables in a dotenv file; nothing else in it changes.'
            set -a options --output=%file\t'The file of --dotenv (.env) or --gitlab (smartaipi.env).'
            set -a options -o=%file\t'The file of --dotenv (.env) or --gitlab (smartaipi.env).'
            set -a options --force\t'Write the key into a file that Git tracks.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'run'
            set -a commands sweep\t'Revoke keys that runs have left behind'
            set -a arguments %command...
            set -a options --budget=%text\t'What it may spend, in US dollars: 0.50, 5/day.'
            set -a options --ttl=%text\t'How long its key may live; 12h by default.'
            set -a options --models=@models\t'Only these models; `*` at the end.'
            set -a options --client=claude,codex,opencode,cline,continue,kilo,qwen,roo\t'Lead this client to the gateway; may be repeated.'
            set -a options --model=@models\t'What the client asks for.'
            set -a options -m=@models\t'What the client asks for.'
            set -a options --mask\t'Cover the key in what the command writes.'
            set -a options --strict\t'Refuse bounds that the gateway does not keep itself.'
            set -a options --receipt=%file\t'Write the receipt here too, as JSON.'
            set -a options --fail-on-budget\t'End with 7 when the budget was spent and the command ended with 0.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --quiet\t'Print the data alone, no advice.'
            set -a options -q\t'Print the data alone, no advice.'
            set -a options --no-color\t'No colour, as NO_COLOR has it.'
            set -a options --verbose\t'Tell each request to a gateway, without its secrets.'
            set -a options -v\t'Tell each request to a gateway, without its secrets.'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'run sweep'
            set -a options --older-than=%text\t'Leave younger keys alone: others may be using them.'
            set -a options --dry-run\t'Show them, and revoke none.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'status'
            set -a options --all\t'Tools that are not here as well.'
            set -a options $shared
        case 'doctor'
            set -a arguments claude,codex,opencode,cline,continue,kilo,qwen,roo,secrets
            set -a options --explain\t'Show every value that competes, and why it wins or loses.'
            set -a options --fix\t'Repair what is ours to repair.'
            set -a options --report=%file\t'Write a redacted report for a support request.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'undo'
            set -a arguments %changes
            set -a options --force=%text\t'Restore this key although it was changed since (`*`: the whole file).'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'history'
            set -a commands list\t'List all changes, newest first'
            set -a commands show\t'Show one change: files and keys, never values'
            set -a commands diff\t'Show what a change did as a diff; secrets are covered'
            set -a commands restore\t'Put one file back as a whole, to what it was at a change'
            set -a commands prune\t'Remove changes beyond the last 50, 90 days or 200 MB; they may hold keys, and cannot be undone then'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'history list'
            set -a options --verify\t'Compare what is kept with its checksums.'
            set -a options $shared
        case 'history show'
            set -a arguments %changes
            set -a options $shared
        case 'history diff'
            set -a arguments %changes
            set -a options $shared
        case 'history restore'
            set -a arguments %changes
            set -a options --file=%file\t'The file, when the change is about several.'
            set -a options --to=before,after,original\t'before or after the change, or original: before all changes.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'history prune'
            set -a options --all\t'Every change, the first copies of your files among them.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'repair'
            set -a arguments %changes
            set -a options $shared
        case 'profiles'
            set -a commands add\t'Add a profile: one gateway, as one account there. The first one becomes the default'
            set -a commands list\t'List all profiles'
            set -a commands show\t'Show one profile in full'
            set -a commands use\t'Make a profile the default'
            set -a commands remove\t'Remove a profile and its stored credentials; tools that use it stay as they are'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'profiles add'
            set -a arguments %text
            set -a options --gateway=smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom\t'A preset (smartaipi gateways list) or custom.'
            set -a options -g=smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom\t'A preset (smartaipi gateways list) or custom.'
            set -a options --url=%text\t'The gateway\'s address, with or without /v1.'
            set -a options --openai-url=%text\t'The address for OpenAI\'s protocol, ending in /v1.'
            set -a options --anthropic-url=%text\t'The address for Anthropic\'s protocol, without /v1.'
            set -a options --management-url=%text\t'The address of the account API.'
            set -a options --account-user=%text\t'For new-api: the number beside your user name.'
            set -a options --account-header=%text\t'For forks of new-api that renamed New-Api-User.'
            set -a options --quota-per-unit=%text\t'For new-api: units of quota in a dollar, when its status page is wrong.'
            set -a options $shared
        case 'profiles list'
            set -a options $shared
        case 'profiles show'
            set -a arguments @profiles
            set -a options $shared
        case 'profiles use'
            set -a arguments @profiles
            set -a options $shared
        case 'profiles remove'
            set -a arguments @profiles
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'login'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --with-key\t'Read an API key from standard input.'
            set -a options --with-token\t'Read an account token from standard input.'
            set -a options --key=@stored-keys\t'Keep the key under this name besides the main one.'
            set -a options --store=auto,keychain,file\t'auto, keychain or file.'
            set -a options --force\t'Keep a key that looks like another gateway\'s.'
            set -a options $shared
        case 'logout'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'whoami'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'config'
            set -a commands list\t'List every setting: what counts, where that comes from, and what it may be'
            set -a commands get\t'Print what counts for a setting: the file\'s value, else the preset\'s or the default'
            set -a commands set\t'Give a setting a value; comments and order in the file stay'
            set -a commands unset\t'Take a setting out of the file, so that its preset or default counts'
            set -a commands path\t'Print where the file of the settings is'
            set -a commands edit\t'Edit a copy of the file in VISUAL or EDITOR; it is taken over once it is valid, and kept if it is not'
            set -a commands pin\t'Write what this folder asks for into `.smartaipi.toml`, without secrets, and trust it'
            set -a commands trust\t'Obey the pin file of a folder, as long as no byte of it changes; shows what it asks for'
            set -a commands untrust\t'Obey the pin file of a folder no more'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'config list'
            set -a options $shared
        case 'config get'
            set -a arguments default_profile,credential_store,defaults.secret,defaults.scope
            set -a options $shared
        case 'config set'
            set -a arguments default_profile,credential_store,defaults.secret,defaults.scope
            set -a arguments %text
            set -a options $shared
        case 'config unset'
            set -a arguments default_profile,credential_store,defaults.secret,defaults.scope
            set -a options $shared
        case 'config path'
            set -a options $shared
        case 'config edit'
            set -a options $shared
        case 'config pin'
            set -a options --profile=@profiles\t'The profile to pin.'
            set -a options -p=@profiles\t'The profile to pin.'
            set -a options --model=@models\t'The model that set-ups ask for.'
            set -a options -m=@models\t'The model that set-ups ask for.'
            set -a options --secret=helper,file,env\t'How tools get the key: helper, file or env.'
            set -a options --scope=user,project\t'Which files of a tool are written: user or project.'
            set -a options --role=%text\t'The model for a role: codex, opus, sonnet, haiku or fable; repeatable.'
            set -a options $shared
        case 'config trust'
            set -a arguments %file
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'config untrust'
            set -a arguments %file
            set -a options $shared
        case 'gateways'
            set -a commands list\t'List the presets that `profiles add --gateway` takes'
            set -a commands show\t'Show all that is known of a gateway: addresses, groups, what its errors mean'
            set -a commands probe\t'Find out which account API a gateway has, and what it offers: natively, derived, emulated or not at all'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'gateways list'
            set -a options $shared
        case 'gateways show'
            set -a arguments smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom
            set -a options $shared
        case 'gateways probe'
            set -a options --url=%text\t'Look at this address instead of a profile.'
            set -a options --save\t'Keep the dialect that was found in the profile.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys'
            set -a commands list\t'List the account\'s keys, newest first'
            set -a commands create\t'Create an API key; its secret is shown this once, or goes where it belongs unseen'
            set -a commands show\t'Show everything about one key but its secret'
            set -a commands update\t'Change a key, after showing what changes. A budget replaces that of its window; the others stay'
            set -a commands disable\t'Have a key refused until it is enabled again'
            set -a commands enable\t'Let a disabled key work again'
            set -a commands rotate\t'Give a key a new secret; the old one ends at once, or after its grace'
            set -a commands revoke\t'Revoke a key for good, after showing when it was last used, what it spent, and who uses it here'
            set -a commands import\t'Keep a key that exists already; it comes from standard input or a hidden prompt, never from arguments'
            set -a commands reveal\t'Show the secret of a key again, on gateways that do that'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'keys list'
            set -a options --all\t'Revoked keys as well.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys create'
            set -a options --name=%text\t'What the key is called.'
            set -a options -n=%text\t'What the key is called.'
            set -a options --budget=%text\t'A limit in US dollars: 5/day, 50/month, 100/total.'
            set -a options --limit=%text\t'A limit in all, in US dollars.'
            set -a options --models=@models\t'Only these models; `*` at the end.'
            set -a options --group=%text\t'The gateway\'s group for the key.'
            set -a options --expires=%text\t'The key\'s life from now: 12h, 30d.'
            set -a options --ip=%text\t'Only from this address or network.'
            set -a options --metadata=%text\t'A note on the key: team=search.'
            set -a options --for=ci\t'ci: a life of one day unless --expires says otherwise.'
            set -a options --store\t'Keep the secret as the profile\'s key, unseen.'
            set -a options --store-as=@stored-keys\t'Keep it under this name instead.'
            set -a options --raw\t'Print the secret and nothing else.'
            set -a options --output=%file\t'Write the secret into a new file that only you can read.'
            set -a options -o=%file\t'Write the secret into a new file that only you can read.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys show'
            set -a arguments @keys
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys update'
            set -a arguments @keys
            set -a options --name=%text\t'A new name.'
            set -a options -n=%text\t'A new name.'
            set -a options --budget=%text\t'A limit in US dollars: 5/day, 50/month, 100/total.'
            set -a options --limit=%text\t'A limit in all, in US dollars.'
            set -a options --no-budgets\t'Take all other limits away.'
            set -a options --models=@models\t'Only these models; `*` at the end.'
            set -a options --all-models\t'Every model again.'
            set -a options --group=%text\t'Another group; \'\' for none.'
            set -a options --expires=%text\t'The key\'s life from now: 12h, 30d.'
            set -a options --never-expires\t'Take the end away.'
            set -a options --ip=%text\t'Only from this address or network.'
            set -a options --any-ip\t'From everywhere again.'
            set -a options --metadata=%text\t'A note on the key: team=search.'
            set -a options --no-metadata\t'Take all notes away.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'keys disable'
            set -a arguments @keys
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys enable'
            set -a arguments @keys
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys rotate'
            set -a arguments @keys
            set -a options --grace=%text\t'How long the old secret still works: 1h.'
            set -a options --resume\t'Go on with a rotation that was cut short.'
            set -a options --verify\t'Store the new key only once the gateway takes it.'
            set -a options --no-verify\t'The contrary of --verify.'
            set -a options --store\t'Keep the secret as the profile\'s key, unseen.'
            set -a options --store-as=@stored-keys\t'Keep it under this name instead.'
            set -a options --raw\t'Print the secret and nothing else.'
            set -a options --output=%file\t'Write the secret into a new file that only you can read.'
            set -a options -o=%file\t'Write the secret into a new file that only you can read.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'keys revoke'
            set -a arguments @keys
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'keys import'
            set -a arguments @stored-keys
            set -a options --with-key\t'Read the key from standard input.'
            set -a options --force\t'Take a key that looks like another gateway\'s.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'keys reveal'
            set -a arguments @keys
            set -a options --store\t'Keep the secret as the profile\'s key, unseen.'
            set -a options --store-as=@stored-keys\t'Keep it under this name instead.'
            set -a options --raw\t'Print the secret and nothing else.'
            set -a options --output=%file\t'Write the secret into a new file that only you can read.'
            set -a options -o=%file\t'Write the secret into a new file that only you can read.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'budgets'
            set -a commands list\t'Show what is spent of each budget, and when its window begins anew'
            set -a commands set\t'Set or replace the budget of a key or of the account for one window; other windows stay'
            set -a commands remove\t'Take the budget for one window away'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'budgets list'
            set -a options --key=@keys\t'The key, by id or name.'
            set -a options -k=@keys\t'The key, by id or name.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'budgets set'
            set -a arguments %text
            set -a options --key=@keys\t'The key, by id or name.'
            set -a options -k=@keys\t'The key, by id or name.'
            set -a options --account\t'The account: all its keys together.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'budgets remove'
            set -a arguments day,week,month,total
            set -a options --key=@keys\t'The key, by id or name.'
            set -a options -k=@keys\t'The key, by id or name.'
            set -a options --account\t'The account: all its keys together.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'usage'
            set -a commands log\t'Show single requests, the newest first'
            set -a commands tail\t'Follow the request log as it grows, until Ctrl-C'
            set -a commands show\t'Show one request in full'
            set -a options --by=hour,day,week,month,model,actual-model,key,group,status\t'hour, day, week, month, model, actual-model, key, group, status; may be repeated.'
            set -a options -b=hour,day,week,month,model,actual-model,key,group,status\t'hour, day, week, month, model, actual-model, key, group, status; may be repeated.'
            set -a options --since=%text\t'A span (7d) or a date; 7d by default.'
            set -a options --from=%text\t'The beginning, instead of --since.'
            set -a options --to=%text\t'The end; now by default.'
            set -a options --tz=%text\t'The time zone of windows and dates.'
            set -a options --model=@models\t'Only this model; may be repeated.'
            set -a options -m=@models\t'Only this model; may be repeated.'
            set -a options --key=@keys\t'Only this key: id, beginning of it, or name.'
            set -a options -k=@keys\t'Only this key: id, beginning of it, or name.'
            set -a options --csv\t'Print CSV.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'usage log'
            set -a options --since=%text\t'A span (7d) or a date; 7d by default.'
            set -a options --from=%text\t'The beginning, instead of --since.'
            set -a options --to=%text\t'The end; now by default.'
            set -a options --tz=%text\t'The time zone of windows and dates.'
            set -a options --model=@models\t'Only this model; may be repeated.'
            set -a options -m=@models\t'Only this model; may be repeated.'
            set -a options --key=@keys\t'Only this key: id, beginning of it, or name.'
            set -a options -k=@keys\t'Only this key: id, beginning of it, or name.'
            set -a options --limit=%text\t'So many of the newest.'
            set -a options -n=%text\t'So many of the newest.'
            set -a options --all\t'All of them, however many.'
            set -a options --csv\t'Print CSV.'
            set -a options --output=%file\t'Write all of them to this new file, a JSON object a line.'
            set -a options -o=%file\t'Write all of them to this new file, a JSON object a line.'
            set -a options --resume\t'Go on with an export that was cut short.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'usage tail'
            set -a options --model=@models\t'Only this model; may be repeated.'
            set -a options -m=@models\t'Only this model; may be repeated.'
            set -a options --key=@keys\t'Only this key: id, beginning of it, or name.'
            set -a options -k=@keys\t'Only this key: id, beginning of it, or name.'
            set -a options --interval=%text\t'Seconds between two looks.'
            set -a options --count=%text\t'End after so many; 0 never ends.'
            set -a options --for=%text\t'End after this time: 10m, 2h.'
            set -a options --csv\t'Print CSV.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'usage show'
            set -a arguments %text
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'balance'
            set -a options --min=%text\t'Fail with code 7 when less than this is left.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'ledger'
            set -a options --since=%text\t'A span (30d) or a date; 30d by default.'
            set -a options --from=%text\t'The beginning, instead of --since.'
            set -a options --to=%text\t'The end; now by default.'
            set -a options --tz=%text\t'The time zone of windows and dates.'
            set -a options --type=top_up,grant,usage,adjustment,refund,expiry,transfer\t'Only top_up, grant, usage, adjustment, refund…'
            set -a options --limit=%text\t'So many of the newest.'
            set -a options -n=%text\t'So many of the newest.'
            set -a options --all\t'All of them, however many.'
            set -a options --csv\t'Print CSV.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'models'
            set -a commands list\t'List the models that may be called'
            set -a commands show\t'Show one model, with its prices where the gateway tells them'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'models list'
            set -a arguments @models
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'models show'
            set -a arguments @models
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'prices'
            set -a arguments @models
            set -a options --group=%text\t'Only the prices of this group.'
            set -a options --tier=%text\t'In this service tier, as priority.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options $shared
        case 'test'
            set -a arguments chat,responses,messages,count-tokens,embeddings,images,image-edits,models,websocket,realtime
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --for=claude,codex,opencode,cline,continue\t'Ask for all that a client needs of a gateway: claude, codex, opencode, cline, continue.'
            set -a options --prompt=%text\t'What to ask; `-` reads it from standard input.'
            set -a options --system=%text\t'What to tell the model first.'
            set -a options --stream\t'Ask for the answer as it is made.'
            set -a options --no-stream\t'The contrary of --stream.'
            set -a options --reasoning-effort=none,minimal,low,medium,high,xhigh\t'none, minimal, low, medium, high or xhigh.'
            set -a options --service-tier=auto,default,flex,priority\t'auto, default, flex or priority.'
            set -a options --temperature=%text\t'From 0 to 2.'
            set -a options --max-tokens=%text\t'The most to answer; 0 leaves it open.'
            set -a options --tool=%file\t'Offer the tool that this JSON file describes; may stand several times.'
            set -a options --image=%file\t'A picture to look at, or to edit.'
            set -a options --header=%text\t'One more header; may stand several times.'
            set -a options --ws-frame=auto,flat,wrapped\t'auto, flat or wrapped: the form of WebSocket frames.'
            set -a options --retries=%text\t'How often to try again what may pass.'
            set -a options --fallback-model=@models\t'The model to ask when the first cannot answer.'
            set -a options --raw\t'Print the answer as it came over the wire.'
            set -a options --save=%file\t'Keep the answer in a new file; pictures are always kept.'
            set -a options --curl\t'Print the same request for curl, with the key as a variable; send nothing.'
            set -a options --explain\t'Say what the times mean, and send nothing.'
            set -a options $shared
        case 'bench'
            set -a options --model=@models\t'The model to ask for.'
            set -a options -m=@models\t'The model to ask for.'
            set -a options --protocol=chat,responses,messages\t'chat, responses or messages; the model\'s own by default.'
            set -a options --transport=sse,websocket\t'sse, websocket, or both in turn.'
            set -a options --concurrency=%text\t'A closed loop: so many at a time; 1 by default.'
            set -a options -c=%text\t'A closed loop: so many at a time; 1 by default.'
            set -a options --rate=%text\t'An open loop: so many a second, by the clock.'
            set -a options --requests=%text\t'At most so many.'
            set -a options -n=%text\t'At most so many.'
            set -a options --duration=%text\t'Start none after this time: 30s, 5m.'
            set -a options --warm-up=%text\t'So many before that are not counted.'
            set -a options --max-cost=%text\t'Stop before more US dollars are spent.'
            set -a options --max-tokens=%text\t'The most that an answer may have.'
            set -a options --prompt=%text\t'What to ask; each time with another mark before it.'
            set -a options --slo=%text\t'What is good: ttft=2s,itl=80ms; gives goodput.'
            set -a options --fail-if=%text\t'End with 9 when this is so: \'p95_ttft>2s\', \'error_rate>1%\'; may be repeated.'
            set -a options --compare=@profiles\t'Measure this profile too, in turn.'
            set -a options --save=%file\t'Write the figures to this new file.'
            set -a options --baseline=%file\t'Compare with figures that were saved.'
            set -a options --explain\t'Say what the figures mean, and send nothing.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --key=@stored-keys\t'Use the profile\'s stored key of this name.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'mcp'
            set -a commands serve\t'Serve the account to one agent, over standard input and output; clients start this by themselves'
            set -a commands install\t'Let a client start `smartaipi mcp serve`: its agents can then ask about the account'
            set -a commands remove\t'Take every entry of ours out of a client; what else stands there stays'
            set -a commands list\t'Show which clients start our server, for which profile, and whether the entries still lead to it'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'mcp serve'
            set -a options --allow-write\t'Let agents create, disable and revoke keys and set budgets.'
            set -a options --max-spend=%text\t'US dollars for test requests and budgets of one session.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --quiet\t'Print the data alone, no advice.'
            set -a options -q\t'Print the data alone, no advice.'
            set -a options --no-color\t'No colour, as NO_COLOR has it.'
            set -a options --verbose\t'Tell each request to a gateway, without its secrets.'
            set -a options -v\t'Tell each request to a gateway, without its secrets.'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'mcp install'
            set -a arguments claude,codex,opencode,cline,cursor,continue,kilo,qwen,gemini,claude-desktop,vscode
            set -a options --name=%text\t'How the client calls the server.'
            set -a options --profile=@profiles\t'The profile to use.'
            set -a options -p=@profiles\t'The profile to use.'
            set -a options --scope=user,project\t'user, or project (this folder, where the client has such servers).'
            set -a options --allow-write\t'Let agents create, disable and revoke keys and set budgets.'
            set -a options --print\t'Print what to write by hand, and write nothing.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'mcp remove'
            set -a arguments claude,codex,opencode,cline,cursor,continue,kilo,qwen,gemini,claude-desktop,vscode
            set -a options --name=%text\t'Only the entry of this name.'
            set -a options --scope=user,project\t'user or project; both by default.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'mcp list'
            set -a options $shared
        case 'completion'
            set -a commands bash\t'Print the script for bash'
            set -a commands zsh\t'Print the script for zsh'
            set -a commands fish\t'Print the script for fish'
            set -a commands powershell\t'Print the script for PowerShell'
            set -a commands install\t'Install completion for your shell; by default that of the variable SHELL'
            set -a commands uninstall\t'Take completion out of one shell, or of all; exactly what is ours goes'
            set -a commands status\t'Show in which shells completion is installed, and where'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'completion bash'
            set -a options $shared
        case 'completion zsh'
            set -a options $shared
        case 'completion fish'
            set -a options $shared
        case 'completion powershell'
            set -a options $shared
        case 'completion install'
            set -a options --shell=bash,zsh,fish,powershell\t'bash, zsh, fish, powershell.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'completion uninstall'
            set -a options --shell=bash,zsh,fish,powershell\t'bash, zsh, fish, powershell.'
            set -a options --dry-run\t'Show what would be written, and write nothing.'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
        case 'completion status'
            set -a options $shared
        case 'sandbox'
            set -a commands serve\t'Run the local gateway until Ctrl-C. It needs no account, and nothing leaves this machine'
            set -a commands demo\t'Show the whole main job in a throw-away home: set-up, proof, usage, undo. Your own files are not touched'
            set -a commands seed\t'Give the local gateway\'s account a made-up past: requests, keys, ledger. Its balance stays what it is'
            set -a commands doctor\t'Audit the local gateway\'s books: every entry, bill and counter must agree. Ends with code 9 if one does not'
            set -a commands approve\t'Let a device that waits with a code use the running local gateway\'s account'
            set -a commands reset\t'Delete the local gateway\'s account, keys and books'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'sandbox serve'
            set -a options --port=%text\t'The port on 127.0.0.1; by default that of the last run, or a free one.'
            set -a options --ephemeral\t'Begin without books and keep none.'
            set -a options --seed=%text\t'Draw every id and key from this; with --ephemeral.'
            set -a options --frozen-time=%text\t'Let the clock stand at this time in UTC; with --ephemeral.'
            set -a options --quiet\t'Print the data alone, no advice.'
            set -a options -q\t'Print the data alone, no advice.'
            set -a options --no-color\t'No colour, as NO_COLOR has it.'
            set -a options --verbose\t'Tell each request to a gateway, without its secrets.'
            set -a options -v\t'Tell each request to a gateway, without its secrets.'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'sandbox demo'
            set -a options --quiet\t'Print the data alone, no advice.'
            set -a options -q\t'Print the data alone, no advice.'
            set -a options --no-color\t'No colour, as NO_COLOR has it.'
            set -a options --verbose\t'Tell each request to a gateway, without its secrets.'
            set -a options -v\t'Tell each request to a gateway, without its secrets.'
            set -a options --help\t'Show the help and exit.'
            set -a options -h\t'Show the help and exit.'
        case 'sandbox seed'
            set -a options --records=%text\t'How many requests.'
            set -a options --keys=%text\t'By how many keys.'
            set -a options --days=%text\t'Over how many days.'
            set -a options --add\t'Also when the account has records already: in front of them.'
            set -a options $shared
        case 'sandbox doctor'
            set -a options $shared
        case 'sandbox approve'
            set -a arguments %text
            set -a options --deny\t'Refuse it instead.'
            set -a options $shared
        case 'sandbox reset'
            set -a options --yes\t'Do not ask; needed without a terminal.'
            set -a options -y\t'Do not ask; needed without a terminal.'
            set -a options $shared
    end
end

complete -c smartaipi -f -a '(__smartaipi_complete)'
