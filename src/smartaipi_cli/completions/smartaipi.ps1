# smartaipi: generated completion for PowerShell 7. Written by scripts/generate_docs.py from the command table.
# TAB starts no program: names are lines of a file that smartaipi keeps, changes are folders of its history.

Register-ArgumentCompleter -Native -CommandName smartaipi -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $shared = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
                , @('--json', 'Print one JSON document (schema smartaipi/1).')
                , @('--fields=%text', 'Only these members of the document; a wrong one lists all.')
                , @('--quiet', 'Print the data alone, no advice.')
                , @('-q', 'Print the data alone, no advice.')
                , @('--no-color', 'No colour, as NO_COLOR has it.')
                , @('--verbose', 'Tell each request to a gateway, without its secrets.')
                , @('-v', 'Tell each request to a gateway, without its secrets.')
    )

    # Command to its commands, options and arguments, with descriptions. Behind = and as an argument: choices, @names,
    # or % and a kind.
    $table = @{
        '' = @{
            Commands = @(
                , @('setup', 'Connect all installed tools at once')
                , @('claude', 'Set up Claude Code on a gateway, or take it back')
                , @('codex', 'Set up Codex on a gateway, or take it back')
                , @('opencode', 'Set up OpenCode on a gateway, or take it back')
                , @('cline', 'Set up Cline on a gateway, or take it back')
                , @('kilo', 'Set up Kilo Code on a gateway, or take it back')
                , @('continue', 'Set up Continue on a gateway, or take it back')
                , @('qwen', 'Set up Qwen Code on a gateway, or take it back')
                , @('roo', 'Set up Roo Code on a gateway, or take it back')
                , @('cursor', 'Guide through Cursor''s own settings, and check them')
                , @('claude-desktop', 'Guide through Claude Desktop''s gateway mode')
                , @('gemini', 'Say why Gemini CLI cannot use a gateway')
                , @('open', 'Open a page of the gateway: dashboard, docs, keys, chat')
                , @('shell', 'Let new shells know a gateway, or take it back')
                , @('env', 'Print variables for a shell, a CI job or a dotenv file')
                , @('run', 'Run a command with a key of its own, revoked with its end')
                , @('status', 'Show which tools are connected to what')
                , @('doctor', 'Find what keeps tools from working, and repair it')
                , @('undo', 'Take a change back, byte for byte')
                , @('history', 'List, show and restore earlier changes')
                , @('repair', 'Finish or take back a change that was interrupted')
                , @('profiles', 'Manage gateway accounts on this machine')
                , @('login', 'Keep an API key or account token for a profile')
                , @('logout', 'Forget a profile''s credentials')
                , @('whoami', 'Show which profile and credentials are in use')
                , @('config', 'Change our own settings, and what a folder asks for')
                , @('gateways', 'Show the gateways that are known by name')
                , @('keys', 'Create, change, rotate and revoke API keys')
                , @('budgets', 'Show, set and remove budgets')
                , @('usage', 'Show what was used and what it cost')
                , @('balance', 'Show what the account can still spend')
                , @('ledger', 'Show every movement of the account''s money')
                , @('models', 'Show the models that a gateway offers')
                , @('prices', 'Show what models cost')
                , @('test', 'Send requests to the gateway, time and judge the answers')
                , @('bench', 'Measure latency, throughput and goodput under load')
                , @('mcp', 'Let agents ask about the account')
                , @('completion', 'Let TAB complete commands, options and names')
                , @('sandbox', 'Run a local gateway, or a demo of everything')
            )
            Options = @(
                , @('--version', 'Show the version and exit.')
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'setup' = @{
            Commands = @(
            )
            Options = @(
                , @('--tools=claude,codex,opencode,cline,continue,kilo,qwen,roo', 'These, instead of all that are found.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'claude' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--recipe=current,documented', 'current, or documented: what gateways'' own pages say, for old clients.')
                , @('--strict', 'Send no experimental fields: for gateways that refuse them.')
                , @('--vscode', 'Spare the login screen of the VS Code extension as well; it shares the settings.')
                , @('--force', 'Go on although a vendor''s account is connected.')
                , @('--secret=helper,inline', 'helper (the default: the client asks smartaipi for the key) or inline (the key stands in its file).')
                , @('--scope=user,project', 'user (the default), or project (this folder''s .claude/settings.local.json).')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'codex' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--reasoning-effort=low,medium,high,xhigh', 'low, medium, high (the default) or xhigh, for models that think.')
                , @('--fast', 'Ask for the priority tier (implies --catalog).')
                , @('--catalog', 'Tell Codex about the gateway''s models with a model catalogue.')
                , @('--websocket=auto,on,off', 'auto (ask the gateway), on or off.')
                , @('--recipe=current,documented', 'current, or documented: what gateways'' own pages say, for old clients.')
                , @('--force', 'Go on although a vendor''s account is connected.')
                , @('--secret=helper,inline', 'helper (the default: the client asks smartaipi for the key) or inline (the key stands in its file).')
                , @('--scope=user,project', 'user (the default), or project (a profile file NAME.config.toml for `codex -p NAME`).')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'opencode' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--protocol=chat,responses,messages', 'chat (the default where the gateway has it), responses or messages.')
                , @('--reasoning-effort=low,medium,high,xhigh', 'low, medium, high (the default) or xhigh, for models that think.')
                , @('--secret=file,env,inline', 'file (the default: the client reads the key from a file that only you can read), env (the client reads a variable of its environment) or inline (the key stands in its file).')
                , @('--scope=user,project', 'user (the default), or project (this folder''s opencode.json, which never gets the key itself).')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'cline' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--protocol=chat,responses,messages', 'chat (the default where the gateway has it), responses or messages.')
                , @('--reasoning-effort=low,medium,high,xhigh', 'low, medium, high or xhigh; by default the client''s own choice.')
                , @('--replace', 'With --yes: take the one place that Cline has from another gateway.')
                , @('--secret=inline,env', 'inline (the default: in Cline''s own file, which only you can read) or env (OPENAI_API_KEY).')
                , @('--scope=user', 'user: Cline has no other.')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'kilo' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--protocol=chat,responses,messages', 'chat (the default where the gateway has it), responses or messages.')
                , @('--reasoning-effort=low,medium,high,xhigh', 'low, medium, high (the default) or xhigh, for models that think.')
                , @('--secret=file,env,inline', 'file (the default: the client reads the key from a file that only you can read), env (the client reads a variable of its environment) or inline (the key stands in its file).')
                , @('--scope=user', 'user: Kilo Code has no other.')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'continue' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--protocol=chat,responses,messages', 'chat (the default; Continue itself takes Responses for gpt-5 and o models), responses or messages.')
                , @('--first', 'Put the new model before your others, which it else follows.')
                , @('--force', 'Go on although Continue has only the older `config.json`.')
                , @('--secret=inline,env', 'inline (the default: in the `.env` of Continue''s folder, which only you can read) or env.')
                , @('--scope=user', 'user: Continue has no other.')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'qwen' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--protocol=chat,responses,messages', 'chat (the default where the gateway has it), responses or messages.')
                , @('--reasoning-effort=low,medium,high,xhigh', 'low, medium, high or xhigh; by default the client''s own choice.')
                , @('--secret=inline,env', 'inline (the default: in the `.env` of Qwen Code''s folder, which only you can read) or env.')
                , @('--scope=user,project', 'user (the default), or project (this folder''s .qwen/settings.json, which never gets the key).')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'roo' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--reasoning-effort=low,medium,high,xhigh', 'low, medium, high or xhigh; by default the client''s own choice.')
                , @('--keep-import', 'Import at every start of VS Code from now on; without it once, and then --remove.')
                , @('--secret=inline', 'inline: Roo Code knows no other; the key stands in its file.')
                , @('--scope=user', 'user: Roo Code has no other.')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'cursor' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--copy', 'Put the key into the clipboard, for 60 s. On a terminal you are asked.')
                , @('--show-key', 'Print the key itself; on a terminal alone.')
                , @('--wait', 'Then watch the account''s request log for your first request.')
                , @('--for=%text', 'How long to watch: 5m, 1h.')
            ) + $shared
            Arguments = @()
        }
        'claude-desktop' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'gemini' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'open' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('dashboard,docs,keys,chat')
        }
        'shell' = @{
            Commands = @(
            )
            Options = @(
                , @('--shell=zsh,bash,fish,powershell,nushell,all', 'zsh, bash, fish, powershell, nushell, or all that are installed; by default your own.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--only=openai,anthropic', 'openai or anthropic: set the variables of these libraries alone.')
                , @('--own-variable', 'Export the key under the gateway''s own name as well; done unasked when a tool looks there.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--remove', 'Take everything of ours out again; needs no history.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--verify', 'Prove the set-up with one small request.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--keep', 'Leave the set-up in place even if it does not verify.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'env' = @{
            Commands = @(
            )
            Options = @(
                , @('--shell=bash,zsh,sh,fish,powershell,nushell', 'bash, zsh, sh, fish, powershell, nushell; by default your own.')
                , @('--client=claude,openai,anthropic,codex,opencode,cline,continue,kilo,qwen,roo', 'Only what this one obeys: claude, openai or anthropic (the libraries), or a tool that was set up with --secret env.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--unset', 'Print what takes the variables away.')
                , @('--show', 'Print the key on a terminal, too.')
                , @('--github', 'Mask the key, and set the variables for a job''s later steps.')
                , @('--gitlab', 'Make a dotenv report for a pipeline''s later jobs.')
                , @('--dotenv', 'Set the variables in a dotenv file; nothing else in it changes.')
                , @('--output=%file', 'The file of --dotenv (.env) or --gitlab (smartaipi.env).')
                , @('-o=%file', 'The file of --dotenv (.env) or --gitlab (smartaipi.env).')
                , @('--force', 'Write the key into a file that Git tracks.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'run' = @{
            Commands = @(
                , @('sweep', 'Revoke keys that runs have left behind')
            )
            Options = @(
                , @('--budget=%text', 'What it may spend, in US dollars: 0.50, 5/day.')
                , @('--ttl=%text', 'How long its key may live; 12h by default.')
                , @('--models=@models', 'Only these models; `*` at the end.')
                , @('--client=claude,codex,opencode,cline,continue,kilo,qwen,roo', 'Lead this client to the gateway; may be repeated.')
                , @('--model=@models', 'What the client asks for.')
                , @('-m=@models', 'What the client asks for.')
                , @('--mask', 'Cover the key in what the command writes.')
                , @('--strict', 'Refuse bounds that the gateway does not keep itself.')
                , @('--receipt=%file', 'Write the receipt here too, as JSON.')
                , @('--fail-on-budget', 'End with 7 when the budget was spent and the command ended with 0.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--quiet', 'Print the data alone, no advice.')
                , @('-q', 'Print the data alone, no advice.')
                , @('--no-color', 'No colour, as NO_COLOR has it.')
                , @('--verbose', 'Tell each request to a gateway, without its secrets.')
                , @('-v', 'Tell each request to a gateway, without its secrets.')
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @('%command...')
        }
        'run sweep' = @{
            Commands = @(
            )
            Options = @(
                , @('--older-than=%text', 'Leave younger keys alone: others may be using them.')
                , @('--dry-run', 'Show them, and revoke none.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'status' = @{
            Commands = @(
            )
            Options = @(
                , @('--all', 'Tools that are not here as well.')
            ) + $shared
            Arguments = @()
        }
        'doctor' = @{
            Commands = @(
            )
            Options = @(
                , @('--explain', 'Show every value that competes, and why it wins or loses.')
                , @('--fix', 'Repair what is ours to repair.')
                , @('--report=%file', 'Write a redacted report for a support request.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('claude,codex,opencode,cline,continue,kilo,qwen,roo,secrets')
        }
        'undo' = @{
            Commands = @(
            )
            Options = @(
                , @('--force=%text', 'Restore this key although it was changed since (`*`: the whole file).')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('%changes')
        }
        'history' = @{
            Commands = @(
                , @('list', 'List all changes, newest first')
                , @('show', 'Show one change: files and keys, never values')
                , @('diff', 'Show what a change did as a diff; secrets are covered')
                , @('restore', 'Put one file back as a whole, to what it was at a change')
                , @('prune', 'Remove changes beyond the last 50, 90 days or 200 MB; they may hold keys, and cannot be undone then')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'history list' = @{
            Commands = @(
            )
            Options = @(
                , @('--verify', 'Compare what is kept with its checksums.')
            ) + $shared
            Arguments = @()
        }
        'history show' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('%changes')
        }
        'history diff' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('%changes')
        }
        'history restore' = @{
            Commands = @(
            )
            Options = @(
                , @('--file=%file', 'The file, when the change is about several.')
                , @('--to=before,after,original', 'before or after the change, or original: before all changes.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('%changes')
        }
        'history prune' = @{
            Commands = @(
            )
            Options = @(
                , @('--all', 'Every change, the first copies of your files among them.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'repair' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('%changes')
        }
        'profiles' = @{
            Commands = @(
                , @('add', 'Add a profile: one gateway, as one account there. The first one becomes the default')
                , @('list', 'List all profiles')
                , @('show', 'Show one profile in full')
                , @('use', 'Make a profile the default')
                , @('remove', 'Remove a profile and its stored credentials; tools that use it stay as they are')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'profiles add' = @{
            Commands = @(
            )
            Options = @(
                , @('--gateway=smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom', 'A preset (smartaipi gateways list) or custom.')
                , @('-g=smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom', 'A preset (smartaipi gateways list) or custom.')
                , @('--url=%text', 'The gateway''s address, with or without /v1.')
                , @('--openai-url=%text', 'The address for OpenAI''s protocol, ending in /v1.')
                , @('--anthropic-url=%text', 'The address for Anthropic''s protocol, without /v1.')
                , @('--management-url=%text', 'The address of the account API.')
                , @('--account-user=%text', 'For new-api: the number beside your user name.')
                , @('--account-header=%text', 'For forks of new-api that renamed New-Api-User.')
                , @('--quota-per-unit=%text', 'For new-api: units of quota in a dollar, when its status page is wrong.')
            ) + $shared
            Arguments = @('%text')
        }
        'profiles list' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'profiles show' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('@profiles')
        }
        'profiles use' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('@profiles')
        }
        'profiles remove' = @{
            Commands = @(
            )
            Options = @(
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('@profiles')
        }
        'login' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--with-key', 'Read an API key from standard input.')
                , @('--with-token', 'Read an account token from standard input.')
                , @('--key=@stored-keys', 'Keep the key under this name besides the main one.')
                , @('--store=auto,keychain,file', 'auto, keychain or file.')
                , @('--force', 'Keep a key that looks like another gateway''s.')
            ) + $shared
            Arguments = @()
        }
        'logout' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'whoami' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'config' = @{
            Commands = @(
                , @('list', 'List every setting: what counts, where that comes from, and what it may be')
                , @('get', 'Print what counts for a setting: the file''s value, else the preset''s or the default')
                , @('set', 'Give a setting a value; comments and order in the file stay')
                , @('unset', 'Take a setting out of the file, so that its preset or default counts')
                , @('path', 'Print where the file of the settings is')
                , @('edit', 'Edit a copy of the file in VISUAL or EDITOR; it is taken over once it is valid, and kept if it is not')
                , @('pin', 'Write what this folder asks for into `.smartaipi.toml`, without secrets, and trust it')
                , @('trust', 'Obey the pin file of a folder, as long as no byte of it changes; shows what it asks for')
                , @('untrust', 'Obey the pin file of a folder no more')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'config list' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'config get' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('default_profile,credential_store,defaults.secret,defaults.scope')
        }
        'config set' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('default_profile,credential_store,defaults.secret,defaults.scope', '%text')
        }
        'config unset' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('default_profile,credential_store,defaults.secret,defaults.scope')
        }
        'config path' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'config edit' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'config pin' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to pin.')
                , @('-p=@profiles', 'The profile to pin.')
                , @('--model=@models', 'The model that set-ups ask for.')
                , @('-m=@models', 'The model that set-ups ask for.')
                , @('--secret=helper,file,env', 'How tools get the key: helper, file or env.')
                , @('--scope=user,project', 'Which files of a tool are written: user or project.')
                , @('--role=%text', 'The model for a role: codex, opus, sonnet, haiku or fable; repeatable.')
            ) + $shared
            Arguments = @()
        }
        'config trust' = @{
            Commands = @(
            )
            Options = @(
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('%file')
        }
        'config untrust' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('%file')
        }
        'gateways' = @{
            Commands = @(
                , @('list', 'List the presets that `profiles add --gateway` takes')
                , @('show', 'Show all that is known of a gateway: addresses, groups, what its errors mean')
                , @('probe', 'Find out which account API a gateway has, and what it offers: natively, derived, emulated or not at all')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'gateways list' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'gateways show' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @('smartaipi,cheapai,aiproxynode,smartoken,openrouter,openai,anthropic,litellm,newapi,oneapi,sandbox,custom')
        }
        'gateways probe' = @{
            Commands = @(
            )
            Options = @(
                , @('--url=%text', 'Look at this address instead of a profile.')
                , @('--save', 'Keep the dialect that was found in the profile.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'keys' = @{
            Commands = @(
                , @('list', 'List the account''s keys, newest first')
                , @('create', 'Create an API key; its secret is shown this once, or goes where it belongs unseen')
                , @('show', 'Show everything about one key but its secret')
                , @('update', 'Change a key, after showing what changes. A budget replaces that of its window; the others stay')
                , @('disable', 'Have a key refused until it is enabled again')
                , @('enable', 'Let a disabled key work again')
                , @('rotate', 'Give a key a new secret; the old one ends at once, or after its grace')
                , @('revoke', 'Revoke a key for good, after showing when it was last used, what it spent, and who uses it here')
                , @('import', 'Keep a key that exists already; it comes from standard input or a hidden prompt, never from arguments')
                , @('reveal', 'Show the secret of a key again, on gateways that do that')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'keys list' = @{
            Commands = @(
            )
            Options = @(
                , @('--all', 'Revoked keys as well.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'keys create' = @{
            Commands = @(
            )
            Options = @(
                , @('--name=%text', 'What the key is called.')
                , @('-n=%text', 'What the key is called.')
                , @('--budget=%text', 'A limit in US dollars: 5/day, 50/month, 100/total.')
                , @('--limit=%text', 'A limit in all, in US dollars.')
                , @('--models=@models', 'Only these models; `*` at the end.')
                , @('--group=%text', 'The gateway''s group for the key.')
                , @('--expires=%text', 'The key''s life from now: 12h, 30d.')
                , @('--ip=%text', 'Only from this address or network.')
                , @('--metadata=%text', 'A note on the key: team=search.')
                , @('--for=ci', 'ci: a life of one day unless --expires says otherwise.')
                , @('--store', 'Keep the secret as the profile''s key, unseen.')
                , @('--store-as=@stored-keys', 'Keep it under this name instead.')
                , @('--raw', 'Print the secret and nothing else.')
                , @('--output=%file', 'Write the secret into a new file that only you can read.')
                , @('-o=%file', 'Write the secret into a new file that only you can read.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'keys show' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@keys')
        }
        'keys update' = @{
            Commands = @(
            )
            Options = @(
                , @('--name=%text', 'A new name.')
                , @('-n=%text', 'A new name.')
                , @('--budget=%text', 'A limit in US dollars: 5/day, 50/month, 100/total.')
                , @('--limit=%text', 'A limit in all, in US dollars.')
                , @('--no-budgets', 'Take all other limits away.')
                , @('--models=@models', 'Only these models; `*` at the end.')
                , @('--all-models', 'Every model again.')
                , @('--group=%text', 'Another group; '''' for none.')
                , @('--expires=%text', 'The key''s life from now: 12h, 30d.')
                , @('--never-expires', 'Take the end away.')
                , @('--ip=%text', 'Only from this address or network.')
                , @('--any-ip', 'From everywhere again.')
                , @('--metadata=%text', 'A note on the key: team=search.')
                , @('--no-metadata', 'Take all notes away.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('@keys')
        }
        'keys disable' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@keys')
        }
        'keys enable' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@keys')
        }
        'keys rotate' = @{
            Commands = @(
            )
            Options = @(
                , @('--grace=%text', 'How long the old secret still works: 1h.')
                , @('--resume', 'Go on with a rotation that was cut short.')
                , @('--verify', 'Store the new key only once the gateway takes it.')
                , @('--no-verify', 'The contrary of --verify.')
                , @('--store', 'Keep the secret as the profile''s key, unseen.')
                , @('--store-as=@stored-keys', 'Keep it under this name instead.')
                , @('--raw', 'Print the secret and nothing else.')
                , @('--output=%file', 'Write the secret into a new file that only you can read.')
                , @('-o=%file', 'Write the secret into a new file that only you can read.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('@keys')
        }
        'keys revoke' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('@keys')
        }
        'keys import' = @{
            Commands = @(
            )
            Options = @(
                , @('--with-key', 'Read the key from standard input.')
                , @('--force', 'Take a key that looks like another gateway''s.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@stored-keys')
        }
        'keys reveal' = @{
            Commands = @(
            )
            Options = @(
                , @('--store', 'Keep the secret as the profile''s key, unseen.')
                , @('--store-as=@stored-keys', 'Keep it under this name instead.')
                , @('--raw', 'Print the secret and nothing else.')
                , @('--output=%file', 'Write the secret into a new file that only you can read.')
                , @('-o=%file', 'Write the secret into a new file that only you can read.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@keys')
        }
        'budgets' = @{
            Commands = @(
                , @('list', 'Show what is spent of each budget, and when its window begins anew')
                , @('set', 'Set or replace the budget of a key or of the account for one window; other windows stay')
                , @('remove', 'Take the budget for one window away')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'budgets list' = @{
            Commands = @(
            )
            Options = @(
                , @('--key=@keys', 'The key, by id or name.')
                , @('-k=@keys', 'The key, by id or name.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'budgets set' = @{
            Commands = @(
            )
            Options = @(
                , @('--key=@keys', 'The key, by id or name.')
                , @('-k=@keys', 'The key, by id or name.')
                , @('--account', 'The account: all its keys together.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('%text')
        }
        'budgets remove' = @{
            Commands = @(
            )
            Options = @(
                , @('--key=@keys', 'The key, by id or name.')
                , @('-k=@keys', 'The key, by id or name.')
                , @('--account', 'The account: all its keys together.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('day,week,month,total')
        }
        'usage' = @{
            Commands = @(
                , @('log', 'Show single requests, the newest first')
                , @('tail', 'Follow the request log as it grows, until Ctrl-C')
                , @('show', 'Show one request in full')
            )
            Options = @(
                , @('--by=hour,day,week,month,model,actual-model,key,group,status', 'hour, day, week, month, model, actual-model, key, group, status; may be repeated.')
                , @('-b=hour,day,week,month,model,actual-model,key,group,status', 'hour, day, week, month, model, actual-model, key, group, status; may be repeated.')
                , @('--since=%text', 'A span (7d) or a date; 7d by default.')
                , @('--from=%text', 'The beginning, instead of --since.')
                , @('--to=%text', 'The end; now by default.')
                , @('--tz=%text', 'The time zone of windows and dates.')
                , @('--model=@models', 'Only this model; may be repeated.')
                , @('-m=@models', 'Only this model; may be repeated.')
                , @('--key=@keys', 'Only this key: id, beginning of it, or name.')
                , @('-k=@keys', 'Only this key: id, beginning of it, or name.')
                , @('--csv', 'Print CSV.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'usage log' = @{
            Commands = @(
            )
            Options = @(
                , @('--since=%text', 'A span (7d) or a date; 7d by default.')
                , @('--from=%text', 'The beginning, instead of --since.')
                , @('--to=%text', 'The end; now by default.')
                , @('--tz=%text', 'The time zone of windows and dates.')
                , @('--model=@models', 'Only this model; may be repeated.')
                , @('-m=@models', 'Only this model; may be repeated.')
                , @('--key=@keys', 'Only this key: id, beginning of it, or name.')
                , @('-k=@keys', 'Only this key: id, beginning of it, or name.')
                , @('--limit=%text', 'So many of the newest.')
                , @('-n=%text', 'So many of the newest.')
                , @('--all', 'All of them, however many.')
                , @('--csv', 'Print CSV.')
                , @('--output=%file', 'Write all of them to this new file, a JSON object a line.')
                , @('-o=%file', 'Write all of them to this new file, a JSON object a line.')
                , @('--resume', 'Go on with an export that was cut short.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'usage tail' = @{
            Commands = @(
            )
            Options = @(
                , @('--model=@models', 'Only this model; may be repeated.')
                , @('-m=@models', 'Only this model; may be repeated.')
                , @('--key=@keys', 'Only this key: id, beginning of it, or name.')
                , @('-k=@keys', 'Only this key: id, beginning of it, or name.')
                , @('--interval=%text', 'Seconds between two looks.')
                , @('--count=%text', 'End after so many; 0 never ends.')
                , @('--for=%text', 'End after this time: 10m, 2h.')
                , @('--csv', 'Print CSV.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'usage show' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('%text')
        }
        'balance' = @{
            Commands = @(
            )
            Options = @(
                , @('--min=%text', 'Fail with code 7 when less than this is left.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'ledger' = @{
            Commands = @(
            )
            Options = @(
                , @('--since=%text', 'A span (30d) or a date; 30d by default.')
                , @('--from=%text', 'The beginning, instead of --since.')
                , @('--to=%text', 'The end; now by default.')
                , @('--tz=%text', 'The time zone of windows and dates.')
                , @('--type=top_up,grant,usage,adjustment,refund,expiry,transfer', 'Only top_up, grant, usage, adjustment, refund…')
                , @('--limit=%text', 'So many of the newest.')
                , @('-n=%text', 'So many of the newest.')
                , @('--all', 'All of them, however many.')
                , @('--csv', 'Print CSV.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @()
        }
        'models' = @{
            Commands = @(
                , @('list', 'List the models that may be called')
                , @('show', 'Show one model, with its prices where the gateway tells them')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'models list' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@models')
        }
        'models show' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@models')
        }
        'prices' = @{
            Commands = @(
            )
            Options = @(
                , @('--group=%text', 'Only the prices of this group.')
                , @('--tier=%text', 'In this service tier, as priority.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
            ) + $shared
            Arguments = @('@models')
        }
        'test' = @{
            Commands = @(
            )
            Options = @(
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--for=claude,codex,opencode,cline,continue', 'Ask for all that a client needs of a gateway: claude, codex, opencode, cline, continue.')
                , @('--prompt=%text', 'What to ask; `-` reads it from standard input.')
                , @('--system=%text', 'What to tell the model first.')
                , @('--stream', 'Ask for the answer as it is made.')
                , @('--no-stream', 'The contrary of --stream.')
                , @('--reasoning-effort=none,minimal,low,medium,high,xhigh', 'none, minimal, low, medium, high or xhigh.')
                , @('--service-tier=auto,default,flex,priority', 'auto, default, flex or priority.')
                , @('--temperature=%text', 'From 0 to 2.')
                , @('--max-tokens=%text', 'The most to answer; 0 leaves it open.')
                , @('--tool=%file', 'Offer the tool that this JSON file describes; may stand several times.')
                , @('--image=%file', 'A picture to look at, or to edit.')
                , @('--header=%text', 'One more header; may stand several times.')
                , @('--ws-frame=auto,flat,wrapped', 'auto, flat or wrapped: the form of WebSocket frames.')
                , @('--retries=%text', 'How often to try again what may pass.')
                , @('--fallback-model=@models', 'The model to ask when the first cannot answer.')
                , @('--raw', 'Print the answer as it came over the wire.')
                , @('--save=%file', 'Keep the answer in a new file; pictures are always kept.')
                , @('--curl', 'Print the same request for curl, with the key as a variable; send nothing.')
                , @('--explain', 'Say what the times mean, and send nothing.')
            ) + $shared
            Arguments = @('chat,responses,messages,count-tokens,embeddings,images,image-edits,models,websocket,realtime')
        }
        'bench' = @{
            Commands = @(
            )
            Options = @(
                , @('--model=@models', 'The model to ask for.')
                , @('-m=@models', 'The model to ask for.')
                , @('--protocol=chat,responses,messages', 'chat, responses or messages; the model''s own by default.')
                , @('--transport=sse,websocket', 'sse, websocket, or both in turn.')
                , @('--concurrency=%text', 'A closed loop: so many at a time; 1 by default.')
                , @('-c=%text', 'A closed loop: so many at a time; 1 by default.')
                , @('--rate=%text', 'An open loop: so many a second, by the clock.')
                , @('--requests=%text', 'At most so many.')
                , @('-n=%text', 'At most so many.')
                , @('--duration=%text', 'Start none after this time: 30s, 5m.')
                , @('--warm-up=%text', 'So many before that are not counted.')
                , @('--max-cost=%text', 'Stop before more US dollars are spent.')
                , @('--max-tokens=%text', 'The most that an answer may have.')
                , @('--prompt=%text', 'What to ask; each time with another mark before it.')
                , @('--slo=%text', 'What is good: ttft=2s,itl=80ms; gives goodput.')
                , @('--fail-if=%text', 'End with 9 when this is so: ''p95_ttft>2s'', ''error_rate>1%''; may be repeated.')
                , @('--compare=@profiles', 'Measure this profile too, in turn.')
                , @('--save=%file', 'Write the figures to this new file.')
                , @('--baseline=%file', 'Compare with figures that were saved.')
                , @('--explain', 'Say what the figures mean, and send nothing.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--key=@stored-keys', 'Use the profile''s stored key of this name.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'mcp' = @{
            Commands = @(
                , @('serve', 'Serve the account to one agent, over standard input and output; clients start this by themselves')
                , @('install', 'Let a client start `smartaipi mcp serve`: its agents can then ask about the account')
                , @('remove', 'Take every entry of ours out of a client; what else stands there stays')
                , @('list', 'Show which clients start our server, for which profile, and whether the entries still lead to it')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'mcp serve' = @{
            Commands = @(
            )
            Options = @(
                , @('--allow-write', 'Let agents create, disable and revoke keys and set budgets.')
                , @('--max-spend=%text', 'US dollars for test requests and budgets of one session.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--quiet', 'Print the data alone, no advice.')
                , @('-q', 'Print the data alone, no advice.')
                , @('--no-color', 'No colour, as NO_COLOR has it.')
                , @('--verbose', 'Tell each request to a gateway, without its secrets.')
                , @('-v', 'Tell each request to a gateway, without its secrets.')
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'mcp install' = @{
            Commands = @(
            )
            Options = @(
                , @('--name=%text', 'How the client calls the server.')
                , @('--profile=@profiles', 'The profile to use.')
                , @('-p=@profiles', 'The profile to use.')
                , @('--scope=user,project', 'user, or project (this folder, where the client has such servers).')
                , @('--allow-write', 'Let agents create, disable and revoke keys and set budgets.')
                , @('--print', 'Print what to write by hand, and write nothing.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('claude,codex,opencode,cline,cursor,continue,kilo,qwen,gemini,claude-desktop,vscode')
        }
        'mcp remove' = @{
            Commands = @(
            )
            Options = @(
                , @('--name=%text', 'Only the entry of this name.')
                , @('--scope=user,project', 'user or project; both by default.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @('claude,codex,opencode,cline,cursor,continue,kilo,qwen,gemini,claude-desktop,vscode')
        }
        'mcp list' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'completion' = @{
            Commands = @(
                , @('bash', 'Print the script for bash')
                , @('zsh', 'Print the script for zsh')
                , @('fish', 'Print the script for fish')
                , @('powershell', 'Print the script for PowerShell')
                , @('install', 'Install completion for your shell; by default that of the variable SHELL')
                , @('uninstall', 'Take completion out of one shell, or of all; exactly what is ours goes')
                , @('status', 'Show in which shells completion is installed, and where')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'completion bash' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'completion zsh' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'completion fish' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'completion powershell' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'completion install' = @{
            Commands = @(
            )
            Options = @(
                , @('--shell=bash,zsh,fish,powershell', 'bash, zsh, fish, powershell.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'completion uninstall' = @{
            Commands = @(
            )
            Options = @(
                , @('--shell=bash,zsh,fish,powershell', 'bash, zsh, fish, powershell.')
                , @('--dry-run', 'Show what would be written, and write nothing.')
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
        'completion status' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'sandbox' = @{
            Commands = @(
                , @('serve', 'Run the local gateway until Ctrl-C. It needs no account, and nothing leaves this machine')
                , @('demo', 'Show the whole main job in a throw-away home: set-up, proof, usage, undo. Your own files are not touched')
                , @('seed', 'Give the local gateway''s account a made-up past: requests, keys, ledger. Its balance stays what it is')
                , @('doctor', 'Audit the local gateway''s books: every entry, bill and counter must agree. Ends with code 9 if one does not')
                , @('approve', 'Let a device that waits with a code use the running local gateway''s account')
                , @('reset', 'Delete the local gateway''s account, keys and books')
            )
            Options = @(
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'sandbox serve' = @{
            Commands = @(
            )
            Options = @(
                , @('--port=%text', 'The port on 127.0.0.1; by default that of the last run, or a free one.')
                , @('--ephemeral', 'Begin without books and keep none.')
                , @('--seed=%text', 'Draw every id and key from this; with --ephemeral.')
                , @('--frozen-time=%text', 'Let the clock stand at this time in UTC; with --ephemeral.')
                , @('--quiet', 'Print the data alone, no advice.')
                , @('-q', 'Print the data alone, no advice.')
                , @('--no-color', 'No colour, as NO_COLOR has it.')
                , @('--verbose', 'Tell each request to a gateway, without its secrets.')
                , @('-v', 'Tell each request to a gateway, without its secrets.')
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'sandbox demo' = @{
            Commands = @(
            )
            Options = @(
                , @('--quiet', 'Print the data alone, no advice.')
                , @('-q', 'Print the data alone, no advice.')
                , @('--no-color', 'No colour, as NO_COLOR has it.')
                , @('--verbose', 'Tell each request to a gateway, without its secrets.')
                , @('-v', 'Tell each request to a gateway, without its secrets.')
                , @('--help', 'Show the help and exit.')
                , @('-h', 'Show the help and exit.')
            )
            Arguments = @()
        }
        'sandbox seed' = @{
            Commands = @(
            )
            Options = @(
                , @('--records=%text', 'How many requests.')
                , @('--keys=%text', 'By how many keys.')
                , @('--days=%text', 'Over how many days.')
                , @('--add', 'Also when the account has records already: in front of them.')
            ) + $shared
            Arguments = @()
        }
        'sandbox doctor' = @{
            Commands = @(
            )
            Options = @(
            ) + $shared
            Arguments = @()
        }
        'sandbox approve' = @{
            Commands = @(
            )
            Options = @(
                , @('--deny', 'Refuse it instead.')
            ) + $shared
            Arguments = @('%text')
        }
        'sandbox reset' = @{
            Commands = @(
            )
            Options = @(
                , @('--yes', 'Do not ask; needed without a terminal.')
                , @('-y', 'Do not ask; needed without a terminal.')
            ) + $shared
            Arguments = @()
        }
    }

    function Get-Folder($kind) {
        if ($env:SMARTAIPI_HOME) { return Join-Path ($env:SMARTAIPI_HOME -replace '^~(?=/)', $HOME) $kind }
        if ($IsMacOS) {
            $place = if ($kind -eq 'cache') { 'Library/Caches' } else { 'Library/Application Support' }
            return Join-Path $HOME $place 'smartaipi'
        }
        $chosen = if ($kind -eq 'cache') { $env:XDG_CACHE_HOME } else { $env:XDG_STATE_HOME }
        $usual = if ($kind -eq 'cache') { '.cache' } else { '.local/state' }
        if ($chosen -and $chosen.StartsWith('/')) { return Join-Path $chosen 'smartaipi' }
        return Join-Path $HOME $usual 'smartaipi'
    }

    function Get-ValueOf($option, $entry) {
        foreach ($one in $entry.Options) {
            if ($one[0].StartsWith("$option=")) { return $one[0].Substring($option.Length + 1) }
        }
        return ''
    }

    function Get-Values($kind) {
        if ($kind.StartsWith('@')) {
            $file = Join-Path (Get-Folder 'cache') 'names' $kind.Substring(1)
            if (Test-Path -LiteralPath $file) { return @(Get-Content -LiteralPath $file) }
            return @()
        }
        if ($kind -eq '%changes') {
            $folder = Join-Path (Get-Folder 'state') 'h'
            if (-not (Test-Path -LiteralPath $folder)) { return @() }
            return @(Get-ChildItem -LiteralPath $folder -Directory | ForEach-Object Name)
        }
        if ($kind.StartsWith('%')) { return @() }
        return $kind.Split(',')
    }

    # A name is inserted as one word that means itself.
    function Get-Word($text) {
        if ($text -cmatch '^[A-Za-z0-9_./:+=-]+$') { return $text }
        return "'" + ($text -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'"
    }

    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $command = ''
    $expected = ''
    $past = $false
    $operands = 0
    $entry = $table['']
    foreach ($word in $words) {
        if ($expected) { $expected = '' }
        elseif (-not $past -and $word -ceq '--') { $past = $true }
        elseif (-not $past -and $word.StartsWith('-')) { $expected = Get-ValueOf $word $entry }
        elseif (-not $past -and $operands -eq 0 -and ($entry.Commands | Where-Object { $_[0] -ceq $word })) {
            $command = "$command $word".Trim()
            $entry = $table[$command]
        }
        else { $operands++ }
    }

    $typed = $wordToComplete.Trim("'", '"')
    $prefix = ''
    $offered = @()
    if ($expected) { $offered = @(Get-Values $expected | ForEach-Object { , @($_, $_) }) }
    elseif (-not $past -and $typed -cmatch '^(--[^=]+)=(.*)$') {
        $prefix = $Matches[1] + '='
        $typed = $Matches[2]
        $offered = @(Get-Values (Get-ValueOf $Matches[1] $entry) | ForEach-Object { , @($_, $_) })
    }
    elseif (-not $past -and $typed.StartsWith('-')) {
        $offered = @($entry.Options | ForEach-Object { , @(($_[0] -replace '=.*', ''), $_[1]) })
    }
    else {
        if (-not $past -and $operands -eq 0) { $offered += $entry.Commands }
        $last = $entry.Arguments.Count - 1
        $number = $operands
        if ($operands -gt $last -and $last -ge 0 -and $entry.Arguments[$last].EndsWith('...')) { $number = $last }
        if ($number -le $last) {
            $kind = $entry.Arguments[$number] -replace '\.\.\.$', ''
            $offered += @(Get-Values $kind | ForEach-Object { , @($_, $_) })
        }
    }
    foreach ($one in $offered) {
        if ($one[0].StartsWith($typed)) {
            $text = $prefix + (Get-Word $one[0])
            [System.Management.Automation.CompletionResult]::new($text, $one[0], 'ParameterValue', $one[1])
        }
    }
}
