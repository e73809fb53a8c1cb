//! The demo's world: a shop with a face, its hosts, some viewers, and shows.
//! All of it invented.

use std::time::Duration;

use live::shows::{Listing, Show, ShowEdit, ShowError, Viewer};
use model::{AccountId, Ending, Handle, Place, Role, ShopId, ShowId, ShowState, Visibility};
use people::accounts::{Account, AccountError, ProfileEdit, SignUp};
use people::secret::Secret;
use people::shops::{NewShop, ShopError};
use web::App;

use super::broadcaster::Slot;
use super::counter::Counter;
use super::shelves::{self, ShelfError, Shelves};
use super::shoppers::{HOMES, home};
use crate::server::StartError;

/// Everybody's password in the demo.
const PASSWORD: &str = "vitrine-demo";
/// Until a show that is about to be live is asked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Ended live shows whose replay is kept besides the made one.
const KEPT_REPLAYS: usize = 2;

/// The shows to publish.
#[derive(Debug)]
pub(super) struct Shows {
    pub live: Slot,
    /// Only in a new world.
    pub replay: Option<Slot>,
}

/// Who can sign in, and with what.
pub fn logins() -> Vec<(String, String)> {
    ["ines", "mateo", "noor"]
        .into_iter()
        .map(|handle| (handle.to_owned(), PASSWORD.to_owned()))
        .collect()
}

struct Person {
    handle: &'static str,
    name: &'static str,
    bio: &'static str,
}

const HOSTS: [Person; 2] = [
    Person {
        handle: "ines",
        name: "Inês Duarte",
        bio: "Potter. I mix the glazes at Casa Lumen and open the kiln on Thursdays. Ask me about anything \
              with a foot ring.",
    },
    Person {
        handle: "mateo",
        name: "Mateo Rivas",
        bio: "Linen, tables and what goes on them. I wash, fold and iron for a living and I like it.",
    },
];

const VIEWERS: [Person; 6] = [
    Person {
        handle: "noor",
        name: "Noor Haddad",
        bio: "Here for the bowls. Small kitchen, high standards.",
    },
    Person {
        handle: "kofi",
        name: "Kofi Mensah",
        bio: "Architect. I collect lamps and excuses to buy another.",
    },
    Person {
        handle: "hanna",
        name: "Hanna Lindqvist",
        bio: "Weaver, retired, still weaving.",
    },
    Person {
        handle: "ravi",
        name: "Ravi Menon",
        bio: "Tea first. Then everything else.",
    },
    Person {
        handle: "amara",
        name: "Amara Nwosu",
        bio: "Florist. A vase is half the bouquet.",
    },
    Person {
        handle: "lucia",
        name: "Lucía Ferrer",
        bio: "Long tables, many friends, never enough napkins.",
    },
];

const STORY: &str = "Stoneware and linen for slow evenings. Casa Lumen began with one kiln in a former lamp maker's \
    workshop. We throw, glaze and fire everything by hand in small batches, and we wash our linen until it falls \
    the way old linen does. On live evenings we open the shelves, answer what you ask, and send things off the \
    next morning.";

struct Plan {
    title: &'static str,
    description: &'static str,
    cover: &'static str,
    place: (&'static str, f64, f64),
    /// The run of show, by slugs; the whole shelf when empty.
    sells: &'static [&'static str],
}

const LISBON: (&str, f64, f64) = ("Lisbon", 38.7, -9.1);
const PORTO: (&str, f64, f64) = ("Porto", 41.1, -8.6);

const LIVE: Plan = Plan {
    title: "Evening glaze: new stoneware",
    description: "Four pieces fresh from Thursday's kiln, one at a time on the turntable: a vase with brushed leaves, \
        a sage bowl, a bottle with three sweeps of ink, and a fluted jar in midnight blue. Inês shows the foot, the \
        glaze and the small flaws, and says what each is good for.",
    cover: "art/cover-evening-glaze.svg",
    place: LISBON,
    sells: &[],
};

const REPLAY: Plan = Plan {
    title: "How we throw a bowl",
    description: "A kilo of clay, a wheel and about four minutes. Inês centres, opens and lifts a breakfast bowl from \
        start to finish, then cuts one in half to show how thick the wall should be.",
    cover: "art/cover-throw-a-bowl.svg",
    place: LISBON,
    sells: &["breakfast-bowl", "sage-bowl", "tea-cups"],
};

const LINEN: Plan = Plan {
    title: "Linen, washed soft",
    description: "What washing does to linen, and why we do it five times before you do. Mateo unfolds throws, runners \
        and towels in four colours, shows the weave up close, and answers how to keep them soft without an iron.",
    cover: "art/cover-linen.svg",
    place: PORTO,
    sells: &["linen-throw", "table-runner", "napkins"],
};

const LAMPS: Plan = Plan {
    title: "Lamps for long nights",
    description: "Stoneware bases, pleated shades and the right bulb for each. We turn off the ceiling light, try six \
        lamps in the same corner, and look at what they do to a room and to a face across the table.",
    cover: "art/cover-lamps.svg",
    place: LISBON,
    sells: &["dune-lamp", "pleat-lamp", "beeswax-candles", "midnight-jar"],
};

#[derive(Debug, thiserror::Error)]
pub(super) enum SeedError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Shop(#[from] ShopError),
    #[error(transparent)]
    Show(#[from] ShowError),
    #[error(transparent)]
    Life(#[from] live::shows::LifeError),
    #[error(transparent)]
    Place(#[from] model::PlaceError),
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    #[error(transparent)]
    Home(#[from] shop::addresses::AddressError),
    #[error(transparent)]
    Run(#[from] live::pins::PinError),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the demo's world is not whole: begin anew with --reset")]
    NotWhole,
}

impl From<SeedError> for StartError {
    fn from(error: SeedError) -> Self {
        Self::Demo(error.to_string())
    }
}

/// The world as it should be now: made if new, tidied if not.
pub(super) async fn seed(app: &App) -> Result<Shows, SeedError> {
    let known = account(app, HOSTS[0].handle).await?;
    let (ines, mateo, shop) = match &known {
        Some(ines) => {
            let mateo = account(app, HOSTS[1].handle).await?.ok_or(SeedError::NotWhole)?;
            let shop = app
                .people
                .shop_by_slug("casa-lumen")
                .await?
                .ok_or(SeedError::NotWhole)?;
            (ines.id, mateo.id, shop.id)
        }
        None => people(app).await?,
    };
    let shelves = shelves::fill(&app.commerce, shop).await?;
    give_homes(app).await?;
    end_what_was_live(app, ines).await?;
    let live = plan(app, ines, &shelves, &LIVE, None).await?;
    let replay = match known {
        Some(_) => None,
        None => Some(plan(app, ines, &shelves, &REPLAY, None).await?),
    };
    announce(app, mateo, &shelves, &LINEN, 3).await?;
    announce(app, ines, &shelves, &LAMPS, 26).await?;
    Ok(Shows { live, replay })
}

/// The next live show, after `last`; only its newest replays are kept.
pub(super) async fn next_live(app: &App, last: ShowId) -> Result<Slot, SeedError> {
    let last = app.live.show(last).await?.ok_or(SeedError::NotWhole)?;
    let shop = last.shop.ok_or(SeedError::NotWhole)?;
    let shelves = shelves::fill(&app.commerce, shop).await?;
    forget_old_replays(app, last.host).await?;
    plan(app, last.host, &shelves, &LIVE, None).await
}

/// Waits for a show to begin; false when it is over.
pub(super) async fn is_live(app: &App, show: ShowId) -> bool {
    while let Ok(Some(found)) = app.live.show(show).await {
        match found.state {
            ShowState::Live => return true,
            ShowState::Scheduled => tokio::time::sleep(LOOK_AGAIN).await,
            _ => return false,
        }
    }
    false
}

pub(super) async fn account(app: &App, handle: &str) -> Result<Option<Account>, SeedError> {
    let handle = Handle::parse(handle).map_err(AccountError::from)?;
    Ok(app.people.account_by_handle(&handle).await?)
}

async fn people(app: &App) -> Result<(AccountId, AccountId, ShopId), SeedError> {
    let mut hosts = Vec::new();
    for person in &HOSTS {
        hosts.push(join(app, person).await?);
    }
    for person in &VIEWERS {
        join(app, person).await?;
    }
    let shop = app
        .people
        .open_shop(
            hosts[0],
            NewShop {
                slug: "casa-lumen".to_owned(),
                name: "Casa Lumen".to_owned(),
                story: STORY.to_owned(),
                cover: Some("art/casa-lumen-cover.svg".to_owned()),
                logo: Some("art/casa-lumen-mark.svg".to_owned()),
            },
        )
        .await?;
    app.people.set_role(shop.id, hosts[1], Role::Host).await?;
    Ok((hosts[0], hosts[1], shop.id))
}

async fn join(app: &App, person: &Person) -> Result<AccountId, SeedError> {
    let account = app
        .people
        .sign_up(SignUp {
            handle: person.handle.to_owned(),
            name: person.name.to_owned(),
            email: format!("{}@casa-lumen.example", person.handle),
            password: PASSWORD.to_owned(),
            locale: String::new(),
        })
        .await?;
    app.people
        .edit_profile(
            account.id,
            ProfileEdit {
                name: account.name,
                bio: person.bio.to_owned(),
                locale: String::new(),
                avatar: Some(format!("art/avatar-{}.svg", person.handle)),
            },
        )
        .await?;
    Ok(account.id)
}

/// Those who buy keep an address, so that nobody has to type one to try it.
async fn give_homes(app: &App) -> Result<(), SeedError> {
    for (handle, _) in HOMES {
        let (Some(person), Some(home)) = (account(app, handle).await?, home(handle)) else {
            continue;
        };
        if app.commerce.addresses(person.id).await?.is_empty() {
            app.commerce.keep_address(person.id, home, true).await?;
        }
    }
    Ok(())
}

/// Plans a show `hours` from now, unless one with its title still lies ahead.
async fn announce(
    app: &App,
    host: AccountId,
    shelves: &Shelves,
    show: &Plan,
    hours: i64,
) -> Result<(), SeedError> {
    let now = app.live.clock.now();
    for listed in app.live.list(Listing::RunBy(host), None, 100).await? {
        let planned: Show = listed.show;
        if planned.title == show.title && planned.state == ShowState::Scheduled {
            if planned.starts_at.is_some_and(|at| at > now) {
                return Ok(());
            }
            app.live.delete_show(planned.id).await?;
        }
    }
    plan(app, host, shelves, show, Some(hours)).await.map(drop)
}

async fn plan(
    app: &App,
    host: AccountId,
    shelves: &Shelves,
    show: &Plan,
    hours: Option<i64>,
) -> Result<Slot, SeedError> {
    let (place, latitude, longitude) = show.place;
    let key = Secret::generate("vk_", &*app.people.entropy);
    let edit = ShowEdit {
        title: show.title.to_owned(),
        description: show.description.to_owned(),
        visibility: Visibility::Public,
        shop: Some(shelves.shop),
        starts_at: hours.map(|hours| app.live.clock.now() + chrono::TimeDelta::hours(hours)),
        place: Some(Place::new(place, latitude, longitude)?),
        cover: Some(show.cover.to_owned()),
    };
    let planned = app.live.create_show(host, edit, key.hash()).await?;
    let is_live = show.title == LIVE.title;
    let viewer = Viewer {
        account: Some(host),
        ..Viewer::default()
    };
    app.live
        .set_run_of_show(&planned, viewer, shelves.of(show.sells))
        .await?;
    Ok(Slot {
        show: planned.id,
        stream_key: key.reveal().to_owned(),
        counter: Counter {
            shop: shelves.shop,
            host,
            pieces: if is_live {
                shelves.on_the_turntable().to_vec()
            } else {
                shelves.of(show.sells)
            },
            deals: is_live,
        },
    })
}

/// What an earlier run left behind: its live show is over, and a show it
/// planned and never began is gone.
async fn end_what_was_live(app: &App, host: AccountId) -> Result<(), SeedError> {
    for listed in app.live.list(Listing::RunBy(host), None, 100).await? {
        let show = listed.show;
        if show.title != LIVE.title && show.title != REPLAY.title {
            continue;
        }
        match show.state {
            ShowState::Live => {
                app.live.end_show(show.id, Ending::Restart).await?;
            }
            ShowState::Scheduled if show.starts_at.is_none() => app.live.delete_show(show.id).await?,
            _ => {}
        }
    }
    forget_old_replays(app, host).await
}

async fn forget_old_replays(app: &App, host: AccountId) -> Result<(), SeedError> {
    let shows = app.live.list(Listing::RunBy(host), None, 100).await?;
    let replays = shows
        .into_iter()
        .filter(|listed| listed.show.title == LIVE.title && listed.show.state == ShowState::Ended);
    for old in replays.skip(KEPT_REPLAYS) {
        app.live.delete_show(old.show.id).await?;
    }
    Ok(())
}
