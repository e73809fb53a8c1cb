### Advice: the people in a talk, asking others in, handing over.

## In the talk

advice-people-tools = More in this talk
advice-people-all = Others in this talk
advice-people-shopper = shopper
advice-people-advisor = advisor
advice-people-colleague = colleague
advice-people-friend = friend
advice-people-picture = The picture of { $name }, { $role }
advice-people-away = away
advice-people-joined = { $name } has joined.
advice-people-left = { $name } has left.
advice-people-handed = { $from } hands you over to { $to }.
advice-people-handed-staff = { $to } has taken over from { $from }.
advice-people-note = The note of your colleague
advice-people-out = Remove { $name }
advice-people-out-sure = Remove { $name } from the talk?
advice-people-out-text = They see and hear no more, and the talk goes on.
advice-people-out-yes = Remove
advice-people-out-no = Keep them here
advice-people-leave = Leave
advice-people-leave-sure = Leave the talk?
advice-people-leave-text = It goes on without you.
advice-people-lobby-friend = You are joining a talk with { $name }.
advice-people-stay = Stay

## A friend

advice-people-invite = Bring a friend along
advice-people-invite-text = Whoever opens this link first sees and hears you both, talks and writes with you, and sees what you have written, the products and your basket. It is good for 30 minutes.
advice-people-invite-make = Make a link
advice-people-invite-new = Make another link
advice-people-invite-link = The link for your friend
advice-people-invite-copy = Copy
advice-people-invite-copied = Copied
advice-people-invite-back = Take the link back
advice-people-invite-gone = This link no longer works.
advice-people-invite-in = Your friend is here.

## A colleague

advice-people-ask = Ask a colleague
advice-people-ask-text = They see what you write here before they come. { $name } does not.
advice-people-ask-who = Who
advice-people-ask-none = Nobody else is at the desk and free right now.
advice-people-ask-what = What for
advice-people-ask-join = Join us
advice-people-ask-over = Take the talk over
advice-people-ask-note = Note
advice-people-ask-note-hint = What you have found, and what is wanted
advice-people-ask-stay = I stay in the talk
advice-people-ask-send = Ask
advice-people-ask-waits = Waiting for { $name } to answer.
advice-people-ask-back = Take it back
advice-people-ask-declined = { $name } can't come right now.
advice-people-ask-lapsed = { $name } hasn't answered.
advice-people-close = Close
advice-people-why-seat-taken = Somebody is in that place already.
advice-people-why-already-asked = Somebody is asked already. Wait for the answer, or take it back.
advice-people-why-to = They aren't free any more.
advice-people-why-note = The note is too long: 500 characters at most.

## At the desk

advice-people-asks-join = { $name } asks you to join a talk with { $shopper }.
advice-people-asks-over = { $name } asks you to take over a talk with { $shopper }.
advice-people-asks-stays = { $name } stays in it.
advice-people-asks-come = Come
advice-people-asks-take = Take over
advice-people-asks-not = Not now
advice-people-asks = Your colleagues ask
advice-people-why-invitation-over = That has been answered or taken back.
advice-people-why-over = The talk is over.

## The door

advice-join-title = { $name } brings you along
advice-join-text = They are talking with { $name } of { $shop }. You will see and hear both of them, and they you.
advice-join-name = Your name
advice-join-name-why = Write how they may call you.
advice-join-yes = Join
advice-join-kept = Nothing is recorded. Your name is forgotten a day after the talk.
