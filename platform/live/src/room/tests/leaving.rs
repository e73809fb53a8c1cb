//! Those who may not be here any more.

use model::Visibility;

use super::world::World;
use crate::follows::Target;
use crate::invitations::Audience;
use crate::room::Close;
use crate::shows::ShowEdit;

#[tokio::test]
async fn whoever_may_not_be_here_any_more_is_shown_out() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (a, mut b) = (world.seated(&ana).await, world.seated(&ben).await);
    let rooms = &world.live.rooms;
    rooms.dismiss(
        world.show,
        |visitor| visitor.account() == Some(ana.id),
        Close::Unauthorised,
    );
    assert_eq!(a.closed().await, Close::Unauthorised);
    assert_eq!(b.said(1, "still here").await["t"], "done");
    assert_eq!(rooms.visitors(world.show).len(), 2, "until the socket lets go");
    drop(a);
    rooms.dismiss_everywhere(|_| true, Close::Kicked);
    assert_eq!(b.closed().await, Close::Kicked);
}

#[tokio::test]
async fn whoever_is_blocked_is_sent_out_where_they_may_not_watch_either() {
    let world = World::new().await;
    let (ana, ben) = (world.person("ana").await, world.person("ben").await);
    let (live, show) = (&world.live, world.show().await);
    let edit = |visibility| ShowEdit {
        title: show.title.clone(),
        description: String::new(),
        visibility,
        shop: None,
        starts_at: None,
        place: None,
        cover: None,
    };
    let (mut a, b) = (world.seated(&ana).await, world.seated(&ben).await);
    live.block(world.host.id, ana.id).await.unwrap();
    assert_eq!(a.said(1, "all may watch").await["t"], "done");
    live.unblock(world.host.id, ana.id).await.unwrap();

    live.edit_show(show.id, edit(Visibility::Private)).await.unwrap();
    let friends = Audience {
        groups: Vec::new(),
        followed: true,
    };
    live.set_audience(show.id, &friends).await.unwrap();
    for friend in [&ana, &ben] {
        let target = Target::Person(friend.id);
        live.follow(world.host.id, target, None).await.unwrap();
    }
    live.block(world.host.id, ben.id).await.unwrap();
    assert_eq!(b.closed().await, Close::Kicked);
    assert_eq!(a.said(2, "still here").await["t"], "done");
}
