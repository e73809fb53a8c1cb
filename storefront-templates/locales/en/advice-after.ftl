### After a talk: what is left of it, what came of it, what one thought of it.

## How it ended

after-by-you = You ended it.
after-by-name = { $name } ended it.
after-you-left = There was no sign of you for two minutes, so it ended.
after-name-left = There was no sign of { $name } for two minutes, so it ended.
after-lost-you = The connection to you was lost. { $name } comes first in line at your colleagues.
after-removed = { $name } doesn't give advice here any more.

## The rating

after-rate = How was it?
after-rate-star-one = { $n } star
after-rate-star = { $n } stars
after-rate-line = One line about it
after-rate-line-hint = Up to 280 characters. The shop reads it without your name.
after-rate-send = Send
after-rate-thanks = Thank you. You can change it for a week.
after-rated = Your rating

## The summary

after-summary = Summary
after-summary-of = Your talk with { $name }
after-summary-facts = At { $shop }, { $length }
after-agreed = What was agreed
after-order = Paid: order { $number }
after-basket = The basket as it was
after-basket-put = Put it in my basket
after-basket-done = It's in your basket.
after-basket-partly = The rest is in your basket. Not these:
after-basket-none = None of it is available right now:
after-basket-see = Look at the basket
after-missing-gone = not sold any more
after-missing-sold-out = sold out
after-missing-left = only { $n } left
after-shown = What you looked at
after-nothing = Nothing was shown, and the basket was empty.
after-total = Total
after-kept = Only you and { $name } see it. It's kept for 90 days, until
after-kept-advisor = Kept for 90 days, or until { $name } deletes it.
after-gone = The summary is gone
after-gone-next = It was deleted, or its 90 days are over.
after-delete = Delete the summary
after-delete-ask = Delete the summary?
after-delete-text = What was shown, agreed and in the basket is gone at once, for the shop as well. Your rating stays.
after-mail = Have it by mail
after-mail-account = Send it to { $email }
after-mail-address = Your mail address
after-mail-why = What your advisor still writes comes there as well. It's used for nothing else.
after-mail-send = Send it
after-mail-sent = It's on its way, and so is what your advisor still writes.

## What the advisor notes

after-outcome = What came of it?
after-outcome-bought = Bought
after-outcome-thinks = Will think
after-outcome-follow-up = Follow up
after-outcome-not-served = Not served
after-template = Start from a template
after-template-none = Choose
after-write-hint = Only you see it until you send it. { $name } reads it on the summary's page.
after-write-mailed = { $name } left a mail address: it goes there too.
after-save = Save
after-send = Send to { $name }
after-sent = { $name } can read it.
after-sent-edit = You can change it for 24 hours.
after-sent-final = It was sent more than a day ago and stays as it is.
after-saved-draft = Saved.
after-no-summary = There is no summary of this talk any more, so nothing can be sent.
after-open = Not noted yet
after-open-text = Talks of the last 24 hours without an outcome.
after-open-someone = Somebody

## Why something was refused

after-why-else = That didn't work. Try it once more.
after-why-offline = There is no connection right now.
after-why-email = This is no mail address.
after-why-mailed = It was mailed five times already.
after-why-final = It was sent a day ago and stays as it is.
after-why-gone = There is no summary of this talk any more.
after-why-empty = Write what you agreed first: up to 2,000 characters.
after-why-late = A talk can be rated for a week.
after-why-line = That is too long: 280 characters at most.
after-why-too-many = That was too often. Wait a moment.

## A shop's templates

after-templates = Templates
after-templates-why = Words you write after a talk again and again. Choose one on the page of a talk that has ended.
after-templates-empty = No templates yet
after-templates-empty-next = The first one could thank people for their time.
after-templates-new = New template
after-templates-name = Name
after-templates-language = Language
after-templates-text = Text
after-templates-places = When it is chosen, { "{name}" } becomes the shopper's name, { "{advisor}" } yours, { "{products}" } what was shown, and { "{link}" } the summary's page.
after-templates-add = Add
after-templates-edit = Edit
after-templates-delete-ask = Delete “{ $name }”?
after-templates-delete-text = What was written with it stays as it is.
after-templates-why-text = A text has 1 to 2,000 characters.
after-templates-why-name = A name has 1 to 60 characters.
after-templates-why-full = A shop has 30 templates at most. Delete one first.
after-templates-example-name = Thank you
after-templates-example = Dear { "{name}" }, thank you for your time. We looked at: { "{products}" }

## Mails

mail-summary = Your talk with { $advisor } at { $shop }
mail-summary-text = Here is what is left of it.
mail-follow-up = { $advisor } of { $shop } wrote to you
mail-follow-up-text = After your talk, this is what you agreed.
mail-summary-button = Look at the summary
mail-summary-basket = The basket as it was
mail-summary-shown = What you looked at
mail-summary-order = You paid for order { $number } in the talk.
mail-summary-why = You get this mail from { $shop } because you asked for it after a talk. The summary is kept for { $days } days; on its page you can delete it at once.
