//! Which pages somebody can be led to: the shop's own, of this very server.

/// The longest path, in bytes.
const LONGEST: usize = 300;

/// Whether `path` is the window of the shop at `slug`, or one of its products: no other
/// shop's page, none to pay on, and no way to anywhere else.
pub(super) fn is_of_shop(path: &str, slug: &str) -> bool {
    let Some(rest) = path.strip_prefix("/shops/") else {
        return false;
    };
    let mut segments = rest.split('/');
    let is_own = segments.next() == Some(slug);
    let place: Vec<_> = segments.collect();
    let is_page = match place[..] {
        [] => true,
        ["products", name] => is_name(name),
        _ => false,
    };
    path.len() <= LONGEST && is_own && is_page
}

fn is_name(segment: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !segment.is_empty() && segment.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_own_pages_and_no_others() {
        for path in ["/shops/casa", "/shops/casa/products/sage-bowl"] {
            assert!(is_of_shop(path, "casa"), "{path}");
        }
        for path in [
            "",
            "/",
            "/shops/dois",
            "/shops/casa2/products/sage-bowl",
            "/shops/dois/products/casa",
            "/shops/casa/",
            "/shops/casa/basket",
            "/shops/casa/products",
            "/shops/casa/collections/table",
            "/shops/casa/products/",
            "/shops/casa/products/..",
            "/shops/casa/products/../../../studio",
            "/shops/casa/products/a/b",
            "/shops/casa/products/a?b",
            "/shops/casa/products/a#b",
            "/shops/casa/products/a%2fb",
            "/shops/casa/products/a\\b",
            "/shops/casa/products/a b",
            "/shops/casa/products/a\n",
            "//evil.example/shops/casa",
            "https://evil.example/shops/casa",
            "javascript:alert(1)",
            "/studio/shops/casa",
            &format!("/shops/casa/products/{}", "a".repeat(LONGEST)),
        ] {
            assert!(!is_of_shop(path, "casa"), "{path:?}");
        }
    }
}
