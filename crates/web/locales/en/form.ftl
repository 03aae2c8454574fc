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

# The editor.
link-tab-form = Form
form-editor-title = Form of { $name }
form-ask-title = Before the chat
form-ask-help = A short form that opens at once on any phone. What is answered stands in the message and on the lead.
form-enabled = Ask before the chat
form-enabled-help = Off: visitors go straight to the chat. The form is kept.
form-built-in-name = Name
form-built-in-email = E-mail address
form-built-in-phone = Phone number
form-built-in-help = In the message, [k:name], [k:email] and [k:phone] stand for what was answered.
form-need-off = Don’t ask
form-need-optional = Optional
form-need-required = Required
form-skip = Ask each visitor once
form-skip-help = Who sent the form before goes straight to the chat, with their answers of then in the message.
form-fields-title = Your own questions
form-fields-help = Up to ten, in the order of the page.
form-field-nth = Question { $nth }
form-label = Question
form-label-id = Question in Indonesian
form-key = Key
form-key-help = A word for the answer, written in the message like { $token }.
form-kind = Answered by
form-kind-text = A line of text
form-kind-textarea = Several lines
form-kind-select = One of a list
form-kind-checkbox = Boxes to tick
form-required = An answer is needed
form-choices = Choices
form-choices-help = One a line. What is chosen is kept in these words.
form-choices-id = Choices in Indonesian
form-choices-id-help = The same ones in the same order.
form-placeholder = Example in the empty field
form-placeholder-id = Example in Indonesian
form-add = Add a question
form-full = These are ten: there is room for no more.
form-up = Move “{ $name }” up
form-up-short = Up
form-down = Move “{ $name }” down
form-down-short = Down
form-remove = Remove “{ $name }”
form-consent-title = Consent
form-consent-help = A box to tick below the questions. What was agreed to is kept with its time.
form-consent-text = What visitors agree to
form-consent-text-id = The same in Indonesian
form-consent-required = Nobody goes on without it
form-words-title = Words of the page
form-words-help = What is left empty, the page says in its own words.
form-title = Heading
form-title-id = Heading in Indonesian
form-intro = Text below it
form-intro-id = Text in Indonesian
form-button = Button
form-button-id = Button in Indonesian
form-preview-title = What visitors see
form-look = Show again
form-preview-en = In English
form-preview-id = In Indonesian
form-heavy = These are too many words for a page that opens at once: { $bytes } bytes. Shorten texts or choices.
