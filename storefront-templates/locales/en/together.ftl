## What the two of a talk do together: the show beside it, pictures, the screen, the same pages; and wish lists

small-show-label = The show you came from
small-show-hide = Hide the show
small-show-back = Show it again
small-show-pip = In a window of its own
small-show-ended = The show has ended
small-show-away = The show goes on in a moment
small-show-go = Back to the show

pictures-send = Send a picture
pictures-of = Picture from { $name }
pictures-own = Picture from you
pictures-going = Sending… { $percent } %
pictures-again = Try again
pictures-drop = Don't send
pictures-failed = Not sent
pictures-large = Show large
pictures-close = Close the picture
pictures-shows = { $name } shows you a picture
pictures-shown = { $name } sees it large
pictures-type = That is no JPEG, PNG or WebP picture.
pictures-size = A picture has at most 8 MB and 40 megapixels.
pictures-full = Forty pictures were sent already.

chat-said = { $name }: { $text }

screen-share = Share your screen
screen-stop = Stop sharing
screen-shared = { $name } sees your screen
screen-camera = Your camera is back
screen-over = Your screen isn't shared any more
screen-failed = Your screen can't be shared right now.

look-together = Look together
look-title = { $name } shows you the shop
look-title-own = You lead { $name } through the shop
look-end = End
look-myself = Look myself
look-follow = Follow again
look-loose = You look around yourself
look-follows = You follow { $name }
look-begun = { $name } leads you through the shop
look-ended = { $name } has stopped leading
look-ended-by = { $name } has ended it
look-put = It's in your shared basket
look-put-failed = That could not be put in.
look-put-friend = Only the shopper and the advisor put things in.

wish-button = Wish list
wish-list = Wish list
wish-kept = On your wish list
wish-see = See it
wish-gone = Taken off your wish list
wish-full = A wish list holds 200 products. Take one off first.
wish-else = That didn't work. Try again in a moment.
wish-advised = From your advisor
wish-move = Into the basket
wish-moved = { $name } is in your basket
wish-choose = Choose
wish-look = Have a look
wish-remove = Take { $name } off the list
wish-taken = { $name } is off the list
wish-empty = Nothing on your wish list yet
wish-empty-next = Press the heart beside a product, and it waits here for you.
wish-to-shop = To { $shop }
flash-wishes-full = A wish list holds 200 products. Take one off first.
wishes-put = On the wish list
wishes-off = Off the wish list
wishes-title = Wish list
wishes-none = Nothing on the wish list yet

goods-line-advisor = Sold out. { $name } can join the line for it.
goods-gone-out = { $product } is out of the basket
