# Completion of skillratchet in bash. What is typed is handed over as it stands and never run.

__skillratchet_complete() {
    local line=${COMP_LINE:0:COMP_POINT} rest word offers offer
    local words=()
    # Bash ends words at : = and @ too. What no blank parts is one word of the command line.
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        rest=${line#"${line%%[![:space:]]*}"}
        # Of the last word only what stands before the cursor counts.
        [[ $rest == "$word"* ]] || word=$rest
        if [[ ${#words[@]} -eq 0 || $rest != "$line" ]]; then
            words+=("$word")
        else
            words[${#words[@]}-1]+=$word
        fi
        line=${rest#"$word"}
    done
    COMPREPLY=()
    offers=$(skillratchet complete -- "${words[@]:1}" 2>/dev/null)
    # Bash puts an offer in the place of what it takes for the word, and that is $2.
    local current=${words[${#words[@]}-1]}
    local before=${current%"$2"}
    while IFS= read -r offer; do
        offer=${offer%%$'\t'*}
        [[ -z $offer ]] || COMPREPLY+=("${offer#"$before"}")
    done <<<"$offers"
}

# Where there is no offer, files are.
complete -o default -F __skillratchet_complete skillratchet
