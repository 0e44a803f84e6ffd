# Completion of skillratchet in fish. What is typed is handed over as it stands and never run.

# Fails where there is no offer, so that fish offers files.
function __skillratchet_ask
    set -l before (commandline -opc)
    set -e before[1]
    # An empty word counts too.
    set -l word (commandline -ct)
    set -g __skillratchet_offers (skillratchet complete -- $before "$word" 2>/dev/null)
    test -n "$__skillratchet_offers"
end

complete -c skillratchet -e
complete -c skillratchet -n __skillratchet_ask -f -a '$__skillratchet_offers'
