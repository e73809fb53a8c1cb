# What the pages say in English. Keys and arguments are the same in every language.

## Around every page

skip-to-content = Skip to the content
nav-main = Main
nav-go-live = Go live
nav-studio = Studio
nav-profile = Your page
nav-settings = Settings
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-account = Your account, { $name }
demo = demo
foot-promise = Every show can be seen again for a day. Then it is gone.
foot-demo = This is a demo world: the people, the shop and the shows are made up.
cancel = Cancel
save = Save
copy = Copy
copied = Copied
copied-link = Link copied
share = Share
keep-it = Keep it
optional = optional
name = Name
handle = Handle
email = E-mail
password = Password
live = Live

## Times and counts

months-short = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
viewers = { $n ->
    [one] { $n } watching
   *[other] { $n } watching
}
gone-in = gone in { $left }
gone-now = gone
starts-in = starts in { $left }
starts-now = any moment now
no-time-yet = Time to be announced
no-replay = Over, without a replay

## Home

home-title = Live shopping, face to face
home-description = Watch makers and shops show what they love, live.
home-live-now = Live now
home-upcoming = Coming up
home-still-to-see = Still to see
home-quiet = Nobody is live right now.
home-quiet-next = The next shows and the last replays are below.
home-empty = The window is dark.
home-empty-next = Nobody has gone live yet. All it takes is a phone and something to show.
meanwhile = Meanwhile
more-to-see = More to see

## Player

player-connecting = Connecting
player-reconnecting = The connection dropped. Getting it back.
player-waiting = The host will be right back.
player-waiting-next = Stay here. The picture returns by itself.
player-ended = That was the show.
player-ended-next = You can see it again for a while.
player-to-replay = See the replay
player-failed = The picture doesn't reach you.
player-failed-next = Check your connection, then try again.
player-retry = Try again
player-tap-for-sound = Tap for sound
player-picture-of = Picture of “{ $title }”
player-play = Play or pause
player-mute = Sound off
player-fit = Show the whole picture
player-pip = Picture in picture
player-fullscreen = Full screen
player-speed = Speed
player-seek = Position
player-seek-value = { $at } of { $of }
player-webrtc = Direct (WebRTC)
player-hls = In segments (HLS)
player-delay = { $s } s behind
player-delay-little = under 0.1 s behind
player-picture = { $size }, { $rate } frames a second

## Room, scheduled show, replay

room-about = About this show
room-how = Connection
room-delay = Delay
room-picture = Picture
room-measuring = Measuring
room-leave = Leave
room-more = More
room-more-by = Next from { $name }
room-to-studio = Open in the studio
room-watching = watching
scheduled-next = Leave this page open: it turns into the show when it begins.
replay-shown = Shown
no-replay-title = There is no replay of this show.
no-replay-text = Its picture could not be recorded.
gone-title = This show is gone.
gone-text = Replays stay for a day at most, then they are deleted for everyone.
gone-else = See what is on
gone-others = On now

## The room's words: chat, questions, hearts

close = Close
talk = The room
talk-chat = Chat
talk-questions = Questions
talk-about = About
chat-log = What is said
chat-quiet = Nobody has said anything yet. Say hello.
replay-talk = The room, as it was
replay-quiet = Nothing was said up to here.
chat-pinned = Pinned:
chat-new-one = 1 new message
chat-new = { $n } new messages
chat-others = and { $n } more
badge-host = Host
badge-staff = Team
badge-moderator = Moderator
badge-question = Question
message-more = More about { $name }'s message
composer-label = Your message
composer-say = say something…
composer-ask = ask { $name }…
composer-question = Ask it as a question
composer-connecting = Joining the room…
composer-send = Send
composer-guest = Sign in to join in
heart-send = Send a heart
heart-sign-in = Sign in to send hearts
questions-quiet = No open questions. Ask { $name } anything.
question-vote = I want to know that too: { $name }'s question. Votes: { $n }
question-now = On screen
question-answer = Answer now
question-done = Done
question-back = Put back
on-screen = { $name } answers
undo = Undo
menu-reply = Reply to { $name }
menu-profile = { $name }'s page
menu-pin = Pin on top
menu-unpin = Unpin
menu-delete = Delete
menu-delete-sure = Delete for everyone?
menu-report = Report
menu-reported = Reported. Thank you for looking out.
menu-time-out-5 = Quiet for 5 minutes
menu-time-out-60 = Quiet for an hour
menu-timed-out-5 = { $name } can't write for 5 minutes.
menu-timed-out-60 = { $name } can't write for an hour.
menu-shadow = Show to nobody else
menu-shadowed = Only { $name } sees what { $name } writes.
menu-ban = Ban from your shows
menu-ban-sure = Ban for good?
menu-banned = { $name } can't write here any more, nor in later shows.
menu-pardoned = Undone for { $name }.
reason-spam = It is advertising or spam
reason-insult = It insults someone
reason-unsafe = It could harm someone
reason-other = Something else
talk-attention = To look at
talk-rules = Rules
chat-quiet-host = Nobody has said anything yet. What people say while you're live stands here.
attention-held = Held back: it waits for you
attention-through = Let through
attention-refuse = Leave out
attention-reported = Reported by { $name }: { $reason }
attention-fine = It's fine
attention-quiet = Nothing waits for you.
rules-writers = Who writes
rules-all = Everyone who is signed in
rules-followers = Only followers
rules-followed = Only people you follow
rules-slow = Between two messages of one person
rules-slow-off = No pause
rules-words = Words to leave out
rules-words-hint = One a line. A message with one of them isn't sent.
rules-moderators = Who helps
rules-moderators-hint = They can delete, pin and quieten in all your shows.
rules-saved = The rules are set.
rules-sanctions = Who can't write
rules-pardon = Let write again
rules-time-out = quiet for a while
rules-ban = banned
rules-shadow-ban = shown to nobody else
why-sign-in = Sign in to join in.
why-empty = There is nothing in it yet.
why-too-long = That is a little long. Use 300 characters at most.
why-too-fast = That was quick. Again in { $wait }.
why-slow-mode = Slow mode: you can write again in { $wait }.
why-followers-only = Followers of { $name } write here. Follow to join in.
why-followed-only = People { $name } follows write here.
why-timed-out = You can write again in { $wait }.
why-quiet = You can't write for a while.
why-banned = You can't write here any more.
why-kicked = You can't be in this room any more.
why-filtered = That has a word this room leaves out. Put it another way.
why-held = A moderator looks at it first. Then it appears.
why-unknown-question = That question is gone.
why-paused-saving = Messages can't be kept right now. Try again in a moment.
why-offline = Not sent: the connection dropped. It is still here.
why-ended = The show is over.
why-reload = Reload the page to join in again.
why-waiting = The room opens when the show begins.
why-too-many = That was a lot at once. Wait a moment.
why-not-yours = That isn't yours to decide.
why-else = That didn't work. Try again.

## Following, and being told

more = More
follow = Follow
following = Following
follow-name = Follow { $name }
follow-mute = Don't tell me when they go live
followers = { $n ->
    [one] follower
   *[other] followers
}
follows = following
block = Block
unblock = Let them near again
unblock-short = Unblock
unblock-name = Unblock { $name }
block-ask = Block { $name }?
block-text = They can't follow you, and naming you doesn't reach you. You don't follow them either. They aren't told.
blocked = You keep { $name } off.
people-followers = Who follows { $name }
people-following = Whom { $name } follows
people-none = Nobody yet.
remind = Remind me
reminded = You'll be reminded
remind-done = We'll tell you ten minutes before it begins.
to-calendar = Add to calendar
shop-calendar = Calendar
notice-live = { $name } is live: { $title }
notice-soon = Soon, with { $name }: { $title }
notice-mention = { $name } named you in { $title }
notice-open = Go there
inbox-title = Notices
inbox-read = Mark as read
inbox-new = New:
inbox-replay = Replay
inbox-empty = Nothing new.
inbox-empty-next = Follow the hosts and shops you like, and you'll know when they go live.
inbox-settings = How you are told
inbox-push = Push to my devices
inbox-push-live = When someone I follow goes live
inbox-push-soon = Ten minutes before a show I asked for
inbox-push-mention = When someone names me
inbox-quiet = Quiet hours
inbox-quiet-from = From
inbox-quiet-to = To
inbox-quiet-hint = Nothing is pushed in these hours. It waits here.
inbox-zone = Time zone
push-turn-on = Tell me on this device
push-turn-off = Not on this device
push-is-on = This device tells you, also with the page closed.
push-is-off = This device doesn't tell you yet.
push-denied = Your browser keeps notices from this site. Allow them in its settings, then come back.
push-missing = This browser can't show notices. On an iPhone, add Vitrine to the home screen first.
push-failed = That didn't work. Try again in a moment.

## Studio

studio-title = Your shows
studio-new = New show
studio-new-why = A title is enough. The rest can wait.
studio-create = Create show
studio-empty = Your first show starts with a title.
studio-empty-next = Create it, share the link, and go live from this device or from OBS.
studio-live = On the air
studio-scheduled = To come
studio-ended = Over
studio-console = Go to the console
studio-open = Open
studio-watch = Watch the replay
studio-as-seen = As viewers see it
studio-tab-camera = This device
studio-tab-encoder = OBS or another encoder
studio-details = Title, time and place
studio-over = The show is over.
studio-recording-stopped = The show goes on, but the recording stopped.
studio-replay-short = The replay is shorter than the show.
studio-over-replay = { $hours ->
    [one] Its replay stays for an hour. Then nobody can see it, you included.
   *[other] Its replay stays for { $hours } hours. Then nobody can see it, you included.
}
studio-delete = Delete show
studio-delete-ask = Delete this show?
studio-delete-text = Its page and its replay go for good.
show-title = Title
show-title-example = Evening glaze: new stoneware
show-description = What it is about
show-visibility = Who can watch
visibility-public = Public
visibility-public-hint = Everyone finds it on the home page.
visibility-unlisted = Unlisted
visibility-unlisted-hint = Only those who have the link.
visibility-private = Private
visibility-private-hint = You, the shop's staff, and those you open it to.
show-starts = Start
show-starts-zone = Time zone: { $zone }
show-shop = Shop
show-shop-none = No shop, just me
show-place = Place
show-place-example = Valencia, the old town
show-place-hint = A name needs a position to be shown: press the button. It is rounded to about 11 km before it leaves your device.
place-use-mine = Use my position
place-set = Your position is set, rounded to about 11 km.
place-denied = The browser didn't give a position, so no place is shown.
show-cover = Cover
show-cover-hint = JPEG, PNG or WebP, up to 12 MB and 8,192 pixels each way. It is drawn anew, so what the camera wrote into it, such as the place, is left out. Upright pictures look best.

## Going live from this device

broadcast-preview = Your picture
broadcast-start-title = See yourself first.
broadcast-start-text = Nobody sees you until you press “Go live”.
broadcast-start = Turn on the camera
broadcast-resume-title = Your show is still open.
broadcast-resume-text = Viewers are waiting for your picture.
broadcast-elsewhere-title = Your show is on the air.
broadcast-elsewhere-text = If its tab was closed, go on here. A broadcast from OBS or another device stays as it is.
broadcast-resume = Go on with your show
broadcast-go = Go live
broadcast-connecting = Connecting
broadcast-live = You're live.
broadcast-reconnecting = The connection dropped. Getting it back.
broadcast-mute = Microphone off
broadcast-camera-off = Camera off
broadcast-flip = Turn the camera around
broadcast-end = End the show
broadcast-end-ask = End the show?
broadcast-end-text = { $hours ->
    [one] Viewers can see it again for an hour.
   *[other] Viewers can see it again for { $hours } hours.
}
broadcast-go-on = Go on
broadcast-see = See how it went
broadcast-occupied = This show is already being broadcast. End the other broadcast first, or wait a moment if it was yours.
broadcast-refused = The server didn't accept the broadcast. Reload the page and try again.
broadcast-offline = The server can't be reached. Check your connection.
broadcast-unsupported = This browser can't send a picture: it has no WebRTC. Use another one, or OBS: see the other tab.
camera-denied = The browser may not use the camera. Allow it in the address bar, then try again.
camera-missing = No camera or microphone was found. Connect one, then try again.
camera-busy = Another program holds the camera. Close it there, then try again.
camera-insecure-title = The camera needs HTTPS.
camera-insecure-text = Browsers give the camera only to pages that come over HTTPS or from this very machine. Start the server with a certificate:
camera-insecure-else = Or go live from OBS: see the other tab.
camera-n = Camera { $n }
mic-n = Microphone { $n }
device-camera = Camera
device-mic = Microphone
device-level = Level
device-ask = Turn on the camera to choose
health = How it goes
health-none = not live yet
health-good = good
health-fair = fair
health-poor = poor
health-rate-name = Bit rate
health-rate = { $n } Mbit/s
health-frames-name = Frames
health-frames = { $n } a second
health-delay-name = To the server
health-delay = { $n } ms
health-loss-name = Lost on the way
health-loss = { $n } %
health-viewers-name = Watching

## Going live from an encoder

encoder-title = Go live from OBS
encoder-step-1 = In OBS, open Settings, Stream, and choose the service “WHIP”.
encoder-step-2 = Paste the address as “Server” and the stream key as “Bearer token”, then start streaming.
encoder-address = WHIP address
encoder-key = Stream key
encoder-key-once = Copy it now: it is shown this once.
encoder-key-hidden = A key exists. For your safety it isn't shown again.
encoder-key-new = Make a new key
encoder-key-ask = Make a new key?
encoder-key-ask-text = The old key stops working at once.

## Profile and shop

profile-edit = Edit
profile-empty = { $name } has nothing on right now.
profile-empty-next = Look again soon.
profile-empty-own = Your shows will stand here.
profile-empty-own-next = Go live and this page shows it at once.
shop-staff = The people
shop-quiet = Nothing is on right now.
shop-quiet-next = Look again soon, or see what others show.

## Settings

settings-profile = Profile
settings-avatar = Picture
settings-avatar-hint = JPEG, PNG or WebP, up to 12 MB and 8,192 pixels each way. It is drawn anew, so what the camera wrote into it, such as the place, is left out. It is shown round.
settings-bio = About you
settings-language = Language
settings-language-browser = As the browser says
settings-sessions = Where you are signed in
settings-session-unknown = Unknown browser
settings-session-this = This browser
settings-session-seen = Last used
settings-sessions-others = Sign out everywhere else
settings-tokens = API tokens
settings-tokens-why = For programs that act in your name.
settings-token-name = Name of a new token
settings-token-example = Stock script
settings-token-create = Create
settings-token-made = Made
settings-token-used = last used
settings-token-unused = never used
settings-token-revoke = Revoke
settings-token-ask = Revoke this token?
settings-token-ask-text = Programs that use it are turned away at once.
settings-blocked = People you keep off
settings-blocked-why = They can't follow you, and naming you doesn't reach you. They aren't told.

## Sign in and sign up

signin-title = Welcome back
signin-login = Handle or e-mail
signin-no-account = New here?
signin-demo = Demo sign-ins
signup-title = Create an account
signup-why = To watch you need none. To go live, you do.
signup-has-account = Already have one?
handle-hint = 2 to 30 small letters, digits and single underscores between them. It becomes the address of your page.
password-hint = { $n ->
    [one] At least { $n } character.
   *[other] At least { $n } characters.
}

## Messages after an action

flash-profile-saved = Your profile is saved.
flash-show-created = Your show is there. Go live when you are ready.
flash-show-saved = The show is saved.
flash-show-deleted = The show is deleted.
flash-show-ended = The show is over.
flash-token-revoked = The token is revoked.
flash-session-revoked = That browser is signed out.
flash-sessions-revoked = You are signed out everywhere else.
flash-signed-out = You are signed out.
flash-welcome = Welcome. Your page is ready.
flash-notices-read = All read.
flash-notices-saved = That's how we'll tell you.
flash-not-possible = That isn't possible right now.

## Complaints about fields

error-signin-wrong = Handle, e-mail or password don't match. Check them and try again.
error-rate-limited = Too many attempts. Wait a minute, then try again.
error-name-long = Use 1 to 60 characters.
error-handle-format = Use 2 to 30 small letters and digits, with single underscores between them.
error-handle-taken = That handle is taken. Try another one.
error-email-format = That doesn't look like an e-mail address.
error-email-taken = There is an account with that address already. Sign in instead.
error-password-length = Use 10 to 200 characters.
error-bio-long = Use 300 characters at most.
error-title-long = Use 1 to 100 characters.
error-description-long = Use 2,000 characters at most.
error-visibility-unknown = Choose who can watch.
error-starts-format = That isn't a date and time.
error-starts-past = That time has passed. Choose a later one.
error-starts-far = Plan within the next year.
error-place-long = Use 80 characters at most.
error-place-position = That position can't be right.
error-shop-unknown = You don't host for that shop.
error-picture-type = That is not a picture we can read. Use a JPEG, PNG or WebP.
error-picture-size = That picture is too large. Use one of up to 12 MB and 8,192 pixels each way.
error-quiet-hours = Give both hours, from and to, or neither.
error-time-zone = That is no time zone we know. Try one such as Europe/Madrid.
error-token-name-required = Give the token a name of 1 to 60 characters.
error-token-too-many = You have as many tokens as one account can hold. Revoke one first.

## The API, described

api-title = API
api-lead = Everything the pages do with accounts, shows and tokens, for programs.
api-document = OpenAPI document
api-contents = Contents
api-rules = Rules
api-rule-token = Programs sign in with a token of their own, made in the settings:
api-rule-cookie = Pages of this site use the session's cookie; a request with it must come from this site.
api-rule-errors = Bodies are JSON. Every error says what happened and what to do, in one shape:
api-rule-media = Pictures go in over WHIP and out over WHEP or HLS; their addresses are in each show.
api-open = Not needed
api-parameters = Parameters
api-body = Body
api-answers = Answers
api-schemas = Shapes
api-required = required

## Being told

push-live = { $host } is live
push-soon = Starts in a few minutes: { $title }
push-mention = { $actor } named you
push-quiet = Not this one again
unsubscribe-title = What you are told
unsubscribe-do = Don't tell me any more
unsubscribe-following = You are told when { $name } goes live.
unsubscribe-following-done = You won't be told any more when { $name } goes live. You still follow them.
unsubscribe-live = Shows that begin are pushed to your devices.
unsubscribe-live-done = Shows that begin are no longer pushed to your devices.
unsubscribe-soon = Reminders are pushed to your devices.
unsubscribe-soon-done = Reminders are no longer pushed to your devices.
unsubscribe-mention = Mentions of you are pushed to your devices.
unsubscribe-mention-done = Mentions of you are no longer pushed to your devices.

## Error pages

error-page-home = Go to the home page
error-page-id = Request
error-page-again = Try again in { $after }.
error-page-request = That request didn't make sense to us.
error-page-request-next = Go back, check what you entered, and send it again.
error-page-forbidden = That isn't open to you.
error-page-forbidden-next = Sign in with an account that may see it, or ask its owner.
error-page-missing = There is nothing here.
error-page-missing-next = The link may be old or mistyped, or the show may be private.
error-page-conflict = Someone was faster.
error-page-conflict-next = Things changed meanwhile. Reload the page and look again.
error-page-gone = This is gone.
error-page-gone-next = It was here for a while and has been deleted for everyone.
error-page-large = That is too large to send.
error-page-large-next = Choose a smaller picture and send it again.
error-page-busy = That was a lot at once.
error-page-busy-next = Wait a moment, then go on where you were.
error-page-away = We are away for a moment.
error-page-away-next = The server is busy or restarting. Reload the page in a minute.
error-page-ours = Something broke on our side.
error-page-ours-next = It is logged. Try again, and if it stays, send us the number below.

## Friends, and who may come

friends-title = Friends
friends-why = Groups you can open a private show to. Only you see them.
friends-none-yet = Make a group, put people in it, and open a private show to them.
friends-new = A new group
friends-group-name = Name of the group
friends-group-example = Regulars
friends-group-empty = Nobody is in it yet.
friends-make = Make it
friends-add = Add somebody by their handle
friends-add-example = handle
friends-add-yes = Add
friends-remove = Remove
friends-remove-from = Remove { $name } from { $group }
friends-delete = Delete the group
friends-delete-ask = Delete { $name }?
friends-delete-text = Private shows that are open to it are not any more. Whoever watches one because of it is sent out.
audience-title = Who may come
audience-why = For everybody else this show does not exist.
audience-followed = People you follow
audience-followed-hint = Whoever you follow at that moment.
audience-people = { $n ->
    [0] nobody yet
    [one] { $n } person
   *[other] { $n } people
}
audience-groups = Your groups
audience-links = Secret links
audience-link-once = Send this link to those who may come. It is shown only now.
audience-link-most = How many people it lets in
audience-link-make = Make a link
audience-link-used = { $n ->
    [0] not used yet
    [one] { $n } person came by it
   *[other] { $n } people came by it
}
audience-link-used-of = { $n } of { $most } came by it
audience-revoke = Take back
audience-revoke-ask = Take this link back?
audience-revoke-text = Whoever came by it is sent out, and nobody else comes in by it.
join-title = { $name } invites you
join-text = “{ $title }” is a private show. This link lets you in.
join-yes = Come in
join-used-up = This link has been used up
join-used-up-next = It let in as many people as it may. Ask { $name } for another one.
error-group-name = A name has 1 to 60 characters.
error-group-taken = You have a group of this name already.
error-group-too-many = These are as many groups as there can be. Delete one first.
error-group-full = This group is full. Make another one.
error-group-yourself = You may see your own shows anyway.
error-person-unknown = There is nobody with this handle.
error-link-uses = Between 1 and 10,000, or nothing for everybody who knows it.
error-link-too-many = These are as many links as a show can have. Take one back first.
flash-group-made = The group stands. Now put people in it.
flash-group-deleted = The group is deleted.
flash-member-added = Added.
flash-member-removed = Removed.
flash-audience-saved = Saved. Only these may come.
flash-link-revoked = The link is taken back.
home-invited = Just for you and a few others
studio-older = Older shows
