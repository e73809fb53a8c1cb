### A client's card, and the desk's figures.

## The card

client-open = Client's card
client-title = Client's card
client-title-own = What advisors know of me
client-guest = { $name } isn't signed in. A card is kept of people with an account only.
client-none-yet = There is no card of { $name }. Ask for permission to keep one: sizes, notes, what was bought here. They choose what, and see all of it.
client-ask = Ask for permission to keep a card
client-asked = { $name } is asked. You'll see the card here as soon as they agree.
client-asked-you = { $name } asks your permission to keep a card.
client-see = See
client-asked-enough = You've asked three times. That's enough for this talk.
client-gone = There is no card you may look at any more.
client-someone = Someone
client-look-told = They see that you've looked.
client-consent-text = With your permission the advisors of { $shop } keep a card of you, to advise you better next time. Only they see it: in a talk with you, or before one you've booked. You see all of it in your settings, and can correct it, take your permission back or erase it whenever you like.
client-consent-version = Version { $n } of this text. The day you agree is kept with it.
client-part-history = History
client-part-history-means = What you bought in this shop, and the talks you had. It is shown, not copied.
client-part-sizes = Sizes and preferences
client-part-sizes-means = Such as “Shoe: 38”. You and the advisors write them.
client-part-notes = Notes
client-part-notes-means = What advisors write down. You read every note, and can delete it.
client-part-any-time = Any time
client-part-any-time-means = Advisors may look outside of talks and bookings, too. You see who looked, and when.
client-leave-save = Save my choice
client-leave-set = Saved.
client-leave-none = Choose at least one, or leave it for later.
client-leave-sure = Take this permission back?
client-leave-sure-text = What you no longer allow is erased at { $shop } at once, and can't be brought back.
client-leave-take-back = Take back and erase
client-leave-own = What they may keep
client-leave-given = Allowed
client-later = Not now
client-see-all = See and change all they keep
client-size-name = What it is
client-size-name-example = Shoe
client-size-value = Size or preference
client-size-value-example = 38
client-size-by = by { $name }
client-size-edit = Change { $name }
client-size-remove = Remove { $name }
client-size-sure = Remove { $name }?
client-size-sure-text = It can't be brought back.
client-sizes-none = None yet.
client-note-new = A new note
client-note-example = Prefers natural fibres
client-note-read = They read what you write.
client-note-save = Keep note
client-note-delete = Delete note
client-note-sure = Delete this note?
client-note-sure-text = It can't be brought back.
client-notes-none = No notes.
client-bought = Bought here
client-bought-none = Nothing yet.
client-order = Order { $number }
client-given-back = given back
client-talks = Talks
client-talks-none = None yet.
client-talk-with = With { $name }
client-talk-now = now
client-talk-length = { $n } min
client-looks = Who looked
client-looks-why = Looks outside of your talks, the last 50.
client-looks-none = Nobody.
client-seen-by = Seen by { $name }
client-erase = Erase the card
client-erase-sure = Erase the whole card?
client-erase-text = { $shop } forgets your sizes and all notes at once, and your permission ends. This can't be undone.
client-why-no-leave = This may no longer be kept.
client-why-consent = This text has changed since. Load the page again and read it once more.
client-why-guest = They aren't signed in: a guest has no card.
client-why-size-name = A name has 1 to 40 characters.
client-why-size-value = That is too long: 120 characters at most.
client-why-note = A note has 1 to 1,000 characters.
client-why-sizes-full = 20 are kept at most. Remove one first.
client-why-notes-full = 100 notes are kept at most. Delete one first.

## An advisor's list of clients

clients-why = Clients who gave permission: those in a talk with you, those who booked one with you, and those who may be looked up any time.
clients-search = Name or handle
clients-none = No client to show
clients-none-next = In a talk with someone who is signed in, ask for permission to keep a card. It opens in their talks and before their bookings, or any time where they say so.
clients-not-found = Nobody of that name
clients-all = All clients

## One's own cards

my-cards-why = What shops' advisors keep of you, with your permission: see it, correct it, erase it.
my-cards-see = See and change
my-cards-none = No shop keeps anything
my-cards-none-next = After a talk with an advisor you can give their shop permission here to keep sizes and notes.
my-cards-kept = Keeps a card, with your permission
my-cards-nothing = Keeps nothing

## Figures

figures-period = How far back
figures-days = { $n } days
figures-all = The whole desk
figures-own = Your own talks
figures-zone = days by the clock of { $zone }
figures-partial = There is more than can be looked through: the oldest is not in these figures.
figures-none = No talks yet
figures-none-next = Figures begin with the first talk, the first booking, or the first person who leaves the line.
figures-talks = Talks
figures-wait = Wait
figures-wait-p90 = nine of ten: { $time }
figures-length = Length
figures-conversion = Bought
figures-sold = after { $n } of { $of }
figures-basket = Basket
figures-orders = { $n ->
    [one] { $n } order
   *[other] { $n } orders
}
figures-rating = Rating
figures-ratings = { $n ->
    [one] { $n } rating
   *[other] { $n } ratings
}
figures-missed = Left unanswered
figures-bookings = Bookings kept
figures-bookings-missed = { $n ->
    [one] { $n } missed
   *[other] { $n } missed
}
figures-revenue = Sold
figures-table = As a table
figures-day = Day
figures-week = Week
figures-advisor = Advisor
figures-advisors = By advisor
figures-chart = { $name }, now { $now }
figures-chart-none = nothing
figures-notes = Wait and length are medians: half were shorter. Wait counts those who stayed in line. Bought: the shopper ordered here in the talk or within 24 hours, and it was not cancelled or given back in whole; an order after two talks counts for both and is summed once. A talk whose advisor was lost goes on as another and isn't counted.
