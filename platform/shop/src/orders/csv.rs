//! Orders as a file for spreadsheets (RFC 4180), a row for each line.

use super::{Order, OrderLine};

const HEADINGS: [&str; 24] = [
    "number",
    "placed_at",
    "state",
    "email",
    "name",
    "line1",
    "line2",
    "postal_code",
    "city",
    "region",
    "country",
    "phone",
    "shipping",
    "tracking",
    "product",
    "options",
    "sku",
    "quantity",
    "unit_price",
    "line_total",
    "order_total",
    "refunded",
    "currency",
    "voucher",
];

/// The file's first row.
pub fn headings() -> String {
    let mut text = String::new();
    row(&mut text, HEADINGS.map(str::to_owned));
    text
}

/// An order's rows. Amounts are in minor units, so that no reader takes a comma for a point.
pub fn rows(order: &Order, lines: &[OrderLine]) -> String {
    let mut text = String::new();
    for line in lines {
        let address = &order.address;
        row(
            &mut text,
            [
                order.number.to_string(),
                order.placed_at.to_rfc3339(),
                order.state.to_string(),
                order.email.clone(),
                address.name.clone(),
                address.line1.clone(),
                address.line2.clone(),
                address.postal_code.clone(),
                address.city.clone(),
                address.region.clone(),
                address.country.clone(),
                address.phone.clone(),
                order.shipping_name.clone(),
                order.tracking.clone(),
                line.name.clone(),
                line.options.join(" / "),
                line.sku.clone(),
                line.quantity.to_string(),
                line.unit_price.to_string(),
                line.total.to_string(),
                order.total.to_string(),
                order.refunded.to_string(),
                order.currency.as_str().to_owned(),
                order.voucher.clone().unwrap_or_default(),
            ],
        );
    }
    text
}

fn row(text: &mut String, cells: [String; HEADINGS.len()]) {
    text.push_str(&csv_row(&cells));
}

/// A row of a file for spreadsheets, its end of line included. No cell of it runs there.
pub fn csv_row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

/// A cell in quotes where it needs them. What a spreadsheet would take for a
/// formula becomes text: a shopper's name must not run on the staff's machine.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_run() {
        assert_eq!(quoted("Lisboa"), "Lisboa");
        assert_eq!(quoted("Rua \"Nova\", 1"), "\"Rua \"\"Nova\"\", 1\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(quoted("@a,b"), "\"'@a,b\"");
    }
}
