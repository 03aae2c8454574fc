//! Codes of what is said in words of our own where a platform's would explain nothing. They are in lower case, as no
//! platform writes its codes; the sentences stand where they are shown.

/// A webhook's address points elsewhere (3xx): redirects are not followed.
pub const REDIRECT: &str = "redirect";
/// It wants no more calls (410).
pub const GONE: &str = "gone";
/// It does not take such calls (501).
pub const NOT_TAKEN: &str = "not_taken";
/// Google Analytics received it, and never says whether it counts an event.
pub const UNCONFIRMED: &str = "unconfirmed";
/// Google Analytics found no fault of form in a test.
pub const TEST_CHECKED: &str = "test_checked";
/// The form is good, and nothing is said of the ids and credentials.
pub const FORM_ALONE: &str = "form_alone";
/// Google checked a test and did not count it.
pub const NOT_COUNTED: &str = "not_counted";
/// Google took the request and gave no receipt for it.
pub const NO_RECEIPT: &str = "no_receipt";
/// An answer that is none of the platform's.
pub const UNREADABLE: &str = "unreadable";
/// A sign-in that was answered without a token.
pub const NO_TOKEN: &str = "no_token";
/// The version of LinkedIn's interface is none that it speaks any more.
pub const VERSION_ENDED: &str = "version_ended";

pub const ALL: [&str; 11] = [
    REDIRECT,
    GONE,
    NOT_TAKEN,
    UNCONFIRMED,
    TEST_CHECKED,
    FORM_ALONE,
    NOT_COUNTED,
    NO_RECEIPT,
    UNREADABLE,
    NO_TOKEN,
    VERSION_ENDED,
];
