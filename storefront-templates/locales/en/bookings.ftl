### Booking a time for advice.

book-title = Book a time
book-move-title = Move your time
book-lead = { $minutes } minutes with somebody who knows the goods, face to face.
book-now = Now it is
book-off = No times to book here
book-off-next = This shop takes no bookings at the moment. Ask for advice on a product's page when somebody is there.
book-zone = Your time zone
book-with = With
book-anyone = Whoever is free
book-show = Show times
book-none = No free times in these weeks
book-none-next = Look later, or with somebody else.
book-day = Day
book-free =
    { $n ->
        [one] 1 time
       *[other] { $n } times
    }
book-earlier = Earlier
book-later = Later
book-time = Time
book-in-zone = All times: { $zone }
book-about = About
book-mail = Where we write to you
book-mail-hint = You get the link to your time there, and a reminder.
book-book = Book this time
book-move = Move to this time
book-link = Book a time

booking-title = Your time is booked
booking-cancelled = This time is cancelled
booking-kept = You have met
booking-missed = Nobody came
booking-with = With { $name } from { $shop }
booking-here = I'm here
booking-here-hint = { $name } is called first.
booking-left = Begins in { $left }
booking-begins = Begins now
booking-here-later = From { $minutes } minutes before, tell us here that you've arrived.
booking-to-talk = To the talk
booking-missed-next = The time passed without a talk. Choose another one.
booking-cancelled-next = Choose another one whenever you like.
booking-calendar = Add to calendar
booking-move = Move
booking-cancel = Cancel it
booking-cancel-sure = Cancel this time?
booking-cancel-text = { $name } is told, and somebody else can have it.
booking-keep = Keep it
booking-mail = We write to { $mail }.
booking-calendar-title = Advice from { $shop }
booking-calendar-with = Advice for { $name }
booking-calendar-name = Bookings at { $shop }

booking-desk-booked = Booked
booking-desk-here = Is here
booking-desk-today = Today
booking-desk-off = Bookings are off: shoppers see no times.
booking-desk-no-hours = Neither you nor the desk have hours: no time of yours can be booked.
booking-desk-none = No bookings
booking-desk-none-next = Bookings appear here. Shoppers book at:
booking-desk-theirs = For them it is { $time }, { $zone }
booking-desk-with = With { $name }
booking-desk-to-line = To the line
booking-desk-next = Next: { $name }
booking-prepare = Prepare
booking-prepared =
    { $n ->
        [one] 1 product
       *[other] { $n } products
    }
booking-note = Note
booking-note-hint = For the shop's own eyes.
booking-show = Show { $name }
booking-goods = Products to show
booking-goods-find = Find a product
booking-goods-none = Nothing of that name
booking-goods-remove = Take out { $name }
booking-offer = When you can be booked
booking-offer-on = I can be booked
booking-offer-on-hint = Shoppers see your free times.
booking-offer-own = Hours of my own
booking-offer-own-hint = Without, the desk's hours count.
booking-days-off = Days off
booking-days-off-add = Add
booking-days-off-remove = Take out { $day }
booking-terms = Terms of the shop
booking-terms-on = Times can be booked
booking-terms-on-hint = Off, what is booked stays.
booking-terms-length = Length (minutes)
booking-terms-ahead = Days ahead
booking-terms-before = Free before (minutes)
booking-terms-after = Free after (minutes)
booking-terms-notice = Notice (minutes)
booking-terms-hint = A talk and the time kept free around it lie within an advisor's hours.
booking-feed = Your calendar
booking-feed-hint = Subscribe to this address. It is a secret: whoever has it reads your bookings.
booking-feed-renew = New address
booking-feed-sure = Have a new address?
booking-feed-text = The one you have leads nowhere from then on.

error-booking-name = A name has 1 to 60 characters.
error-booking-mail = We need a mail address, such as ana@example.org.
error-booking-topic = Up to 500 characters.
error-booking-zone = A time zone has a name such as Europe/Madrid.
error-booking-choose = Choose a time.
error-booking-taken = Somebody was faster: this time is taken. Choose another one.
error-booking-past = This time is past. Choose another one.
error-booking-notice = This time is too near to be booked. Choose a later one.
error-booking-far = This time is too far ahead. Choose an earlier one.
error-booking-hours = No talk begins at this time. Choose another one.
error-booking-enough = You have three times ahead of you here, or made many today. Cancel one, or come back tomorrow.
error-booking-moved-enough = You have moved this time often enough. Cancel it, or keep it.
error-booking-over = This booking is over: it can't be moved.

flash-booking-made = Booked. You have a mail with the link.
flash-booking-moved = Moved.
flash-booking-cancelled = Cancelled.
flash-booking-feed = Your calendar has a new address.
flash-booking-early = It is too early: come back ten minutes before it begins.
flash-booking-over = This booking is over.
flash-booking-full = The line is full. Try again in a minute.

mail-booking-made = Your time at { $shop }: { $day }, { $time }
mail-booking-made-text = { $name } is looking forward to it. Ten minutes before, open the page and say that you are here.
mail-booking-moved = Moved: { $day }, { $time } at { $shop }
mail-booking-moved-text = Your time has changed. It is with { $name }.
mail-booking-cancelled = Cancelled: { $day }, { $time } at { $shop }
mail-booking-cancelled-text = Your time with { $name } is cancelled. You can book another one.
mail-booking-soon = Soon: { $day }, { $time } at { $shop }
mail-booking-soon-text = A reminder of your time with { $name }. Ten minutes before, open the page and say that you are here.
mail-booking-made-staff = { $name } has booked you: { $day }, { $time }
mail-booking-made-staff-text = A new time at { $shop }.
mail-booking-moved-staff = Moved: { $name }, { $day }, { $time }
mail-booking-moved-staff-text = A time at { $shop } has changed.
mail-booking-cancelled-staff = Cancelled: { $name }, { $day }, { $time }
mail-booking-cancelled-staff-text = This time at { $shop } is yours again.
mail-booking-away-staff = { $name } is with somebody else now
mail-booking-away-staff-text = A time at { $shop } has changed, and is not with you any more. It is now:
mail-booking-length = { $minutes } minutes
mail-booking-button = See, move or cancel it
mail-booking-desk = To your bookings
mail-booking-calendar = Add to calendar
mail-booking-why = You get this mail because you booked a time at { $shop }.
mail-booking-why-staff = You get this mail because you give advice at { $shop }.
