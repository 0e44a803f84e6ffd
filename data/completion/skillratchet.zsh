#compdef skillratchet
# Completion of skillratchet in zsh. What is typed is handed over as it stands and never run.

_skillratchet() {
    local line name
    local -a before offers
    # Of the last word only what stands before the cursor counts.
    (( CURRENT > 2 )) && before=("${(@)words[2,CURRENT-1]}")
    for line in "${(@f)$(skillratchet complete -- "${(@)before}" "$PREFIX" 2>/dev/null)}"; do
        name=${line%%$'\t'*}
        # _describe parts a name and what it means at a colon.
        [[ -z $name ]] || offers+=("${name//:/\\:}:${line#"$name"$'\t'}")
    done
    if (( ${#offers} )); then
        _describe skillratchet offers
    else
        _files
    fi
}

if [[ ${funcstack[1]} == _skillratchet ]]; then
    _skillratchet "$@"
else
    (( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i }
    compdef _skillratchet skillratchet
fi
