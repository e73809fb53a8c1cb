//! What comes next is the server's word, and what `next` pins.

use model::ProductId;
use serde_json::Value;

use super::store_front::{BOWL, CUP, JUG, MUG, StoreFront, VASE, shown};
use super::world::viewer;
use crate::pins::{PinError, Shown};

fn newest(window: &Value) -> Option<ProductId> {
    shown(window).last().map(|(product, _)| *product)
}

#[tokio::test]
async fn every_answer_says_what_comes_next() {
    let front = StoreFront::new().await;
    let (live, show, host) = (&front.world.live, front.show().await, front.host());
    let run = vec![JUG, MUG, BOWL, CUP];
    live.set_run_of_show(&show, host, run).await.unwrap();
    let next = |shown: Result<Shown, PinError>| shown.unwrap().next;
    assert_eq!(
        next(live.pin(&show, host, VASE).await),
        Some(JUG),
        "not of the run"
    );
    assert_eq!(
        next(live.pin(&show, host, JUG).await),
        Some(BOWL),
        "the mug is a draft"
    );
    assert_eq!(
        next(live.unpin(&show, host, JUG).await),
        Some(BOWL),
        "it is behind"
    );
    let voucher = live.show_voucher(&show, host, Some("GLAZE10".into())).await;
    assert_eq!(next(voucher), Some(BOWL));
    assert_eq!(next(live.window(&show, host).await), Some(BOWL));
    assert_eq!(live.run_of_show(&show, host).await.unwrap().next, Some(BOWL));
    let stranger = viewer(Some(&front.world.person("eva").await));
    assert_eq!(
        next(live.window(&show, stranger).await),
        None,
        "not everyone's to know"
    );
    front.prices.set(BOWL, None);
    assert_eq!(next(live.window(&show, host).await), Some(CUP));
    assert_eq!(next(live.pin_next(&show, host).await), None);
    assert!(matches!(live.pin_next(&show, host).await, Err(PinError::RunOver)));
}

/// Whatever was pinned and taken down before, by hand or in the run's order.
#[tokio::test]
async fn next_pins_what_was_said_to_come() {
    let front = StoreFront::new().await;
    let (live, show, host) = (&front.world.live, front.show().await, front.host());
    let run = vec![JUG, MUG, BOWL, CUP];
    live.set_run_of_show(&show, host, run).await.unwrap();
    let goods = [BOWL, CUP, JUG, VASE];
    let (mut pinned_next, mut state) = (0, 17u32);
    for _ in 0..200 {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        let (what, product) = (state >> 16 & 3, goods[(state >> 20 & 3) as usize]);
        let said = live.window(&show, host).await.unwrap().next;
        let done = match what {
            0 => live.pin(&show, host, product).await,
            1 | 2 => live.unpin(&show, host, product).await,
            _ => {
                let done = live.pin_next(&show, host).await;
                match &done {
                    Ok(shown) => {
                        assert_eq!(newest(&shown.window), said);
                        pinned_next += 1;
                    }
                    Err(PinError::RunOver) => assert_eq!(said, None),
                    Err(error) => assert!(matches!(error, PinError::Full), "{error}"),
                }
                done
            }
        };
        if let Ok(shown) = done {
            assert_eq!(shown.next, live.window(&show, host).await.unwrap().next);
        }
    }
    assert!(pinned_next > 10, "{pinned_next}");
}
