//! Where a show takes place: opt-in, and never finer than a tenth of a degree
//! (some 11 km), so that nobody is found by their show.

use serde::{Deserialize, Serialize};

/// A named spot on the map, in tenths of a degree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub name: String,
    /// Tenths of a degree north.
    pub latitude_tenths: i16,
    /// Tenths of a degree east.
    pub longitude_tenths: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    #[error("a place needs a name of 1 to 80 characters")]
    Name,
    #[error("latitude is from -90 to 90 and longitude from -180 to 180")]
    Coordinates,
}

impl Place {
    /// Rounds what it is given, in degrees; what is finer is not kept anywhere.
    pub fn new(name: &str, latitude: f64, longitude: f64) -> Result<Self, PlaceError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(PlaceError::Name);
        }
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return Err(PlaceError::Coordinates);
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
        let tenths = |degrees: f64| (degrees * 10.0).round() as i16;
        Ok(Self {
            name: name.to_owned(),
            latitude_tenths: tenths(latitude),
            longitude_tenths: tenths(longitude),
        })
    }

    /// Degrees north.
    pub fn latitude(&self) -> f64 {
        f64::from(self.latitude_tenths) / 10.0
    }

    /// Degrees east.
    pub fn longitude(&self) -> f64 {
        f64::from(self.longitude_tenths) / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_finer_than_a_tenth_of_a_degree() {
        let place = Place::new("Porto", 41.149_68, -8.610_99).expect("valid");
        assert_eq!((place.latitude_tenths, place.longitude_tenths), (411, -86));
        assert_eq!((place.latitude(), place.longitude()), (41.1, -8.6));
    }

    #[test]
    fn impossible_places_are_refused() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Place::new("x", latitude, longitude), Err(PlaceError::Coordinates));
        }
        assert_eq!(Place::new("  ", 0.0, 0.0), Err(PlaceError::Name));
    }
}
