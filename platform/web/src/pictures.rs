//! Uploaded pictures: read by a decoder with limits, drawn anew as JPEG, so
//! that nothing of the file itself, metadata included, is ever served.

use std::io::Cursor;
use std::time::Duration;

use axum::http::StatusCode;
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use ring::digest;

use crate::App;
use crate::error::Error;

/// The largest form with a picture in it, in bytes.
pub(crate) const UPLOAD_LIMIT: usize = 12 * 1024 * 1024;
/// The largest picture read, in pixels each way, and what decoding may take.
const EDGE_LIMIT: u32 = 8_192;
/// And in all, in pixels.
const PIXELS_LIMIT: u64 = 40_000_000;
const MEMORY_LIMIT: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;
/// How long a picture may wait to be drawn anew.
const TURN_WITHIN: Duration = Duration::from_secs(5);

/// How large a picture is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Size {
    Avatar,
    Cover,
    Product,
    /// In a talk.
    Talk,
}

impl Size {
    /// The longer edge, in pixels.
    fn edge(self) -> u32 {
        match self {
            Self::Avatar => 512,
            Self::Cover | Self::Product | Self::Talk => 1_600,
        }
    }
}

/// Which sentence of the form an error is; errors that are not about the
/// picture pass through.
pub(crate) fn complaint(error: &Error) -> Result<&'static str, Error> {
    match error.slug {
        "not-a-picture" => Ok("error-picture-type"),
        "picture-too-large" => Ok("error-picture-size"),
        _ => Err(error.clone()),
    }
}

impl App {
    /// A picture as JPEG of its size, turned the right way up and without anything else
    /// of the file.
    pub(crate) async fn draw_anew(&self, bytes: Bytes, size: Size) -> Result<Vec<u8>, Error> {
        let turn = tokio::time::timeout(TURN_WITHIN, self.picture_slots.acquire()).await;
        let _slot = turn.map_err(|_| Error::busy())?.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || redraw(&bytes, size.edge()))
            .await
            .map_err(Error::internal)?
    }

    /// Keeps a picture; gives the name under which it is served.
    pub(crate) async fn store_picture(&self, bytes: Bytes, size: Size) -> Result<String, Error> {
        let jpeg = self.draw_anew(bytes, size).await?;
        let hash = digest::digest(&digest::SHA256, &jpeg);
        let name: String = hash.as_ref()[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            + ".jpg";
        self.blobs
            .put(&location(&name), jpeg.into())
            .await
            .map_err(Error::internal)?;
        Ok(name)
    }

    /// A kept picture.
    pub(crate) async fn picture(&self, name: &str) -> Result<Bytes, Error> {
        let sound = name
            .strip_suffix(".jpg")
            .is_some_and(|stem| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit()));
        if !sound {
            return Err(Error::page_not_found());
        }
        match self.blobs.get(&location(name)).await {
            Ok(found) => found.bytes().await.map_err(Error::internal),
            Err(object_store::Error::NotFound { .. }) => Err(Error::page_not_found()),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

fn location(name: &str) -> Path {
    Path::from(format!("pictures/{name}"))
}

fn redraw(bytes: &[u8], edge: u32) -> Result<Vec<u8>, Error> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(Error::internal)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(EDGE_LIMIT);
    limits.max_image_height = Some(EDGE_LIMIT);
    limits.max_alloc = Some(MEMORY_LIMIT);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_LIMIT {
        return Err(too_large());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > edge {
        picture = picture.resize(edge, edge, image::imageops::FilterType::CatmullRom);
    }
    let mut jpeg = Vec::new();
    picture
        .into_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))
        .map_err(Error::internal)?;
    Ok(jpeg)
}

fn refused(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => Error::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-a-picture",
            "This is no JPEG, PNG or WebP picture.",
        ),
    }
}

fn too_large() -> Error {
    Error::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "picture-too-large",
        format!(
            "A picture has at most {EDGE_LIMIT} pixels each way, and {} megapixels in all.",
            PIXELS_LIMIT / 1_000_000
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbImage;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        RgbImage::new(width, height)
            .write_to(&mut out, image::ImageFormat::Png)
            .unwrap();
        out.into_inner()
    }

    #[test]
    fn a_picture_is_drawn_anew_within_its_size() {
        let jpeg = redraw(&png(3_000, 1_500), 1_600).unwrap();
        let again = image::load_from_memory(&jpeg).unwrap();
        assert_eq!((again.width(), again.height()), (1_600, 800));
        assert_eq!(image::guess_format(&jpeg).unwrap(), image::ImageFormat::Jpeg);
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_said_so() {
        for (bytes, slug) in [
            (b"<svg onload=alert(1)>".to_vec(), "not-a-picture"),
            (Vec::new(), "not-a-picture"),
            (png(64, 64)[..80].to_vec(), "not-a-picture"),
            (png(9_000, 2), "picture-too-large"),
            (png(7_100, 7_100), "picture-too-large"),
        ] {
            assert_eq!(redraw(&bytes, 512).unwrap_err().slug, slug);
        }
    }
}
