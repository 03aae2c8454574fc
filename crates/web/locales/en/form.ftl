# The lead form as a visitor sees it.
form-page-title = Before we chat
form-page-intro = { $business } would like to know a little about you first. Then WhatsApp opens.
form-page-email = Your e-mail address
form-page-choose = Choose…
form-page-button = Continue to the chat
form-too-much-title = That was too much
form-too-much-text = What you sent is larger than this form can take. Go back, make it shorter, and send it again.

# What is wrong with a sent form.
error-choose-one = Choose one.
error-choose-some = Choose at least one.
error-not-a-choice = Choose one from the list.
error-consent-needed = Please tick this box to go on.
error-form-press-again = Please press the button once more.
error-form-open-long = This page was open for a long time. Please look it over and send it again.
error-form-too-often = Many forms came from here just now. Please wait a minute and send it again.
error-form-not-kept = Your answers could not be kept just now. Please send them again in a moment.

# What is wrong with a form that the business writes.
error-form-key = A key is a word of small letters, digits and “_”, beginning with a letter.
error-form-key-taken = “{ $key }” means something else already. Choose another key.
error-duplicate-key = The field at place { $first } has this key already.
error-no-choices = Give at least one choice to choose from.
error-as-many-choices = Give as many as there are choices ({ $count }), in the same order, or none.
error-form-asks-nothing = The form is on but asks nothing. Ask for a name, an e-mail address or a phone number, add a field, or switch it off.
error-form-too-large = These are too many words for a page that opens at once on a slow phone: { $bytes } bytes, and { $max } fit. Shorten texts or choices.

# A sent form at the desk.
timeline-form = sent the form of { $link }
timeline-form-to = sent the form of { $link } and was sent to { $agent }
form-consent-given = Agreed to
try-lead-form-to = Gets the link’s form, then goes to { $name } on WhatsApp
try-lead-form = Gets the link’s form
