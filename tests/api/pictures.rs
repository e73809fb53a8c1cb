//! Pictures people upload: drawn anew, so that nothing of the file itself is
//! ever served.

use std::io::Cursor;
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use kit::{Answer, Person, eventually, on_one};
use reqwest::multipart::{Form, Part};

/// A picture with red at its left and blue at its right.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let half = |x| {
        if x < width / 2 {
            Rgb([200, 20, 20])
        } else {
            Rgb([20, 20, 200])
        }
    };
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, |x, _| half(x))
        .write_to(&mut out, format)
        .expect("a picture in memory");
    out.into_inner()
}

/// `jpeg` with an Exif segment (Exif 2.3 section 4.5): turned by a quarter, and
/// with words that must never be served.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 41.14968 -8.61099");
    let length = u16::try_from(exif.len() + 2)
        .expect("a short segment")
        .to_be_bytes();
    let (start, rest) = jpeg.split_at(2);
    [start, &[0xff, 0xe1], &length, &exif, rest].concat()
}

/// `png` with a text chunk (PNG section 11.3.3.2) before its data.
fn with_comment(png: &[u8]) -> Vec<u8> {
    const HEADER: usize = 8 + 25;
    let chunk = [&b"tEXt"[..], b"Comment\0GPS 41.14968 -8.61099"].concat();
    let length = u32::try_from(chunk.len() - 4)
        .expect("a short chunk")
        .to_be_bytes();
    let (start, rest) = png.split_at(HEADER);
    [start, &length, &chunk, &crc32(&chunk).to_be_bytes(), rest].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

fn file(bytes: Vec<u8>, name: &str, media_type: &str) -> Part {
    Part::bytes(bytes)
        .file_name(name.to_owned())
        .mime_str(media_type)
        .expect("a media type")
}

async fn show_with_cover(host: &Person, cover: Part) -> Answer {
    let form = Form::new()
        .text("title", "Linen")
        .text("visibility", "public")
        .part("cover", cover);
    host.submit_files("/studio/shows", form).await
}

/// The served cover of the show an answer leads to.
async fn served_cover(host: &Person, made: Answer) -> Answer {
    let made = made.expect(303);
    let id = made
        .header("location")
        .rsplit('/')
        .next()
        .expect("an id")
        .to_owned();
    let show = host.get(&format!("/api/v1/shows/{id}")).await.expect(200).json();
    let url = show["cover_url"]
        .as_str()
        .unwrap_or_else(|| panic!("no cover: {show}"))
        .to_owned();
    assert!(url.starts_with("/pictures/") && url.ends_with(".jpg"), "{url}");
    host.get(&url).await.expect(200)
}

on_one! {
    async fn a_cover_is_served_without_what_the_camera_wrote_into_it(kit) {
        let host = kit.sign_up("ana").await;
        let jpeg = with_exif(&picture(64, 32, ImageFormat::Jpeg));
        let png = with_comment(&picture(64, 32, ImageFormat::Png));
        for (bytes, name, media_type, size) in [
            (jpeg, "cover.jpg", "image/jpeg", (32, 64)),
            (png, "cover.png", "image/png", (64, 32)),
        ] {
            assert!(
                bytes.windows(3).any(|part| part == b"GPS"),
                "the upload carries it"
            );
            let made = show_with_cover(&host, file(bytes, name, media_type)).await;
            let served = served_cover(&host, made).await;
            assert_eq!(served.header("content-type"), "image/jpeg");
            assert_eq!(
                served.header("cache-control"),
                "public, max-age=31536000, immutable"
            );
            for mark in [&b"Exif"[..], b"GPS", b"Comment"] {
                assert!(
                    !served.body.windows(mark.len()).any(|part| part == mark),
                    "{name} leaks {mark:?}"
                );
            }
            let seen = image::load_from_memory(&served.body).expect("a picture");
            assert_eq!(
                (seen.width(), seen.height()),
                size,
                "{name} stands as it was taken"
            );
        }
    }

    async fn what_is_no_picture_is_refused_and_the_form_kept(kit) {
        let host = kit.sign_up("ana").await;
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
        let cut = picture(64, 64, ImageFormat::Png)[..60].to_vec();
        let mut bomb = picture(16, 16, ImageFormat::Png);
        // 60,000 by 60,000, it says.
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let sum = crc32(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&sum);
        for (bytes, name, media_type) in [
            (svg.clone(), "cover.svg", "image/svg+xml"),
            (svg, "cover.png", "image/png"),
            (
                b"<html><script>alert(1)</script>".to_vec(),
                "cover.jpg",
                "image/jpeg",
            ),
            (b"GIF89a".to_vec(), "cover.gif", "image/gif"),
            (cut, "cover.png", "image/png"),
            (bomb, "cover.png", "image/png"),
        ] {
            let refused = show_with_cover(&host, file(bytes, name, media_type))
                .await
                .expect(422);
            assert!(
                refused.text().contains("value=\"Linen\""),
                "{name}: what was typed is kept"
            );
            assert!(
                refused.text().contains("aria-invalid=\"true\""),
                "{name}: it is said where"
            );
        }
        assert!(
            !host
                .page("/studio")
                .await
                .expect(200)
                .text()
                .contains("/studio/shows/"),
            "nothing was planned"
        );
        assert!(
            !kit.data_dir().join("blobs").join("pictures").exists(),
            "nothing was kept"
        );
    }

    async fn a_form_without_a_file_keeps_the_cover(kit) {
        let host = kit.sign_up("ana").await;
        let made = show_with_cover(
            &host,
            file(picture(64, 32, ImageFormat::Png), "cover.png", "image/png"),
        )
        .await;
        let studio = made.header("location").to_owned();
        let before = served_cover(&host, made).await;
        let empty = Form::new()
            .text("title", "Linen, washed soft")
            .text("visibility", "public")
            .part("cover", file(Vec::new(), "", "application/octet-stream"));
        let saved = host.submit_files(&studio, empty).await;
        assert_eq!(served_cover(&host, saved).await.body, before.body);
    }

    async fn an_avatar_is_small_and_seen_by_everyone(kit) {
        let ana = kit.sign_up("ana").await;
        let portrait = file(picture(1_200, 900, ImageFormat::Jpeg), "me.jpg", "image/jpeg");
        let form = Form::new()
            .text("name", "Ana")
            .text("bio", "")
            .text("locale", "")
            .part("avatar", portrait);
        ana.submit_files("/settings/profile", form).await.expect(303);
        let account = ana.get("/api/v1/session").await.expect(200).json();
        let url = account["avatar_url"].as_str().expect("an avatar").to_owned();
        let guest = kit.guest();
        assert!(guest.page("/@ana").await.expect(200).text().contains(&url));
        let seen = image::load_from_memory(&guest.get(&url).await.expect(200).body).expect("a picture");
        assert_eq!((seen.width(), seen.height()), (512, 384));
    }
    async fn a_picture_nothing_shows_any_more_is_deleted_and_the_others_stay(kit) {
        let ana = kit.sign_up("ana").await;
        let portrait = |bytes| {
            Form::new()
                .text("name", "Ana")
                .text("bio", "")
                .text("locale", "")
                .part("avatar", file(bytes, "me.jpg", "image/jpeg"))
        };
        let avatar = async || {
            let account = ana.get("/api/v1/session").await.expect(200).json();
            account["avatar_url"].as_str().expect("an avatar").to_owned()
        };
        ana.submit_files("/settings/profile", portrait(picture(64, 64, ImageFormat::Jpeg))).await.expect(303);
        let replaced = avatar().await;
        ana.submit_files("/settings/profile", portrait(picture(96, 64, ImageFormat::Jpeg))).await.expect(303);
        let shown = avatar().await;
        assert_ne!(replaced, shown);
        let cover = file(picture(64, 32, ImageFormat::Png), "cover.png", "image/png");
        let made = show_with_cover(&ana, cover).await;
        ana.get(&replaced).await.expect(200);

        kit.advance(Duration::from_secs(2 * 3600));
        eventually("the replaced picture to be deleted", async || {
            (ana.get(&replaced).await.status == 404).then_some(())
        })
        .await;
        ana.get(&shown).await.expect(200);
        served_cover(&ana, made).await.expect(200);
    }
}
