# A lead's privacy: what the person said, whether platforms may be told, everything that is kept, and erasing them.
privacy-title = Privacy
privacy-means-given = Every destination may be told of this person.
privacy-means-refused = No destination is told of this person.
privacy-means-unknown = Each destination decides by its own rule. Where the law asks for consent first, nothing is told.
privacy-give = Record consent
privacy-refuse = Record a refusal
privacy-withdraw = Withdraw consent
privacy-given-text = What the person agreed to
privacy-given-help = The words that they read or heard, so that you can show them later.
privacy-refused-text = In their words
privacy-said-at = When they said it
privacy-said-at-help = Left empty: now.
privacy-withdraw-help = From now on no destination is told of this person. { $count ->
    [0] Nothing is waiting to be told.
    [one] One event that waits is not told any more.
   *[other] { $count } events that wait are not told any more.
}
privacy-given = The consent is recorded.
privacy-withdrawn = It is recorded: no destination is told of this person any more.
privacy-platforms = Ad platforms
privacy-off-limits = Told nothing
privacy-not-off-limits = Not on the list
privacy-off-limits-means = The number or the address stands on the suppression list: whatever this person does, and whoever imports them again, nothing is told.
privacy-not-off-limits-means = What is told depends on the consent. On the suppression list nothing is told, whatever happens.
privacy-no-contact = There is neither a number nor an address by which the list could know this person again. Record a refusal instead.
privacy-off-limits-do = Tell no ad platform about this person
privacy-on-limits-do = Take off the suppression list
privacy-put-off-limits = { $name } is on the suppression list: no ad platform is told anything.
privacy-taken-off-limits = { $name } is off the suppression list.
privacy-everything = Export everything
privacy-erase = Erase this person
lead-erased-title = The person behind this lead was erased
lead-erased-text = What is left is what figures count: nothing of it tells who they were.
erase-title = Erase { $name }?
erase-lead = It is done at once and can’t be taken back. If you may need the data, export everything first.
erase-goes = What goes
erase-goes-contact = Name, number, e-mail address, tags and own fields
erase-goes-words = Notes, and what was written in forms
erase-goes-notes = { $count ->
    [one] (one note)
   *[other] ({ $count } notes)
}
erase-goes-traces = Addresses, click IDs, city and device details of every visit
erase-goes-history = The history of changes that tells of the person, and their consent
erase-goes-waiting = { $count ->
    [one] One event that waits to be told to a platform
   *[other] { $count } events that wait to be told to platforms
}
erase-stays = What stays
erase-stays-counts = { $count ->
    [one] One visit as a number: its day, link, source, campaign, country and kind of device
   *[other] { $count } visits as numbers: their days, links, sources, campaigns, countries and kinds of device
}
erase-stays-outcome = Status, values and the agent, so that figures still equal their rows
erase-stays-told = That platforms were told, and when; what they hold is theirs to erase
erase-suppress = Tell no platform about them in future either
erase-suppress-help = Number and address go on the suppression list as keyed hashes, which name nobody. A new visit or an import does not bring them back.
erase-confirm = Type the code to confirm
erase-confirm-help = Or the lead’s name, as it is written above.
erase-do = Erase for good
erase-done = { $count ->
    [0] The person behind { $code } is erased.
    [one] The person behind { $code } is erased. One event that waited is not told.
   *[other] The person behind { $code } is erased. { $count } events that waited are not told.
}

# The suppression list.
suppressed-title = Suppression list
suppressed-help = People of whom no ad platform is told anything, whatever they do and whoever imports them again.
suppressed-list = On the list
suppressed-all = The whole list
suppressed-empty = Nobody is on the list. Put somebody on it here, on a lead’s page, or when you erase a person.
suppressed-no-more = There is nobody further back on the list.
suppressed-found = { $count ->
    [0] None of { $asked } is on the list
    [one] One of { $asked } is on the list
   *[other] { $count } of { $asked } are on the list
}
suppressed-found-none = Nobody of them. What is told depends on their consent.
suppressed-who = Fingerprint
suppressed-reason = Reason
suppressed-since = Since
suppressed-by = Put there by
suppressed-kind-phone = Phone number
suppressed-kind-email = E-mail address
suppressed-why-asked = Asked for it
suppressed-why-erased = Was erased
suppressed-remove = Remove
suppressed-remove-ask = Take this one off the list? From then on platforms may be told of them again, as far as their consent goes.
suppressed-removed = They are off the list.
suppressed-add-title = Add people
suppressed-look = Look somebody up
suppressed-contacts = Phone numbers or e-mail addresses
suppressed-contacts-help = One to a line, { $most } at most; a pasted column will do. They are kept as keyed hashes, so the list names nobody: look somebody up by typing them here.
suppressed-add = Put on the list
suppressed-look-do = Are they on it?
suppressed-added = { $count ->
    [0] All of them were on the list already.
    [one] One is on the list now.
   *[other] { $count } are on the list now.
}{ $before ->
    [0] {""}
   *[other] {" "}Already there: { $before }.
}
