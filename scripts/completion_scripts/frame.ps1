# @MARK@ for PowerShell 7. Written by scripts/generate_docs.py from the command table.
# TAB starts no program: names are lines of a file that smartaipi keeps, changes are folders of its history.

Register-ArgumentCompleter -Native -CommandName smartaipi -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $shared = @(
@SHARED@
    )

    # Command to its commands, options and arguments, with descriptions. Behind = and as an argument: choices, @names,
    # or % and a kind.
    $table = @{
@TABLE@
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
