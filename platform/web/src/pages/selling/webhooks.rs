//! Where a shop's events are sent. Endpoints are kept through the JSON API.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Role;
use shop::webhooks::{Delivery, EVENTS, Endpoint};
use storefront_templates::pages::selling::{DeliveryView, EndpointView, WebhooksPage};

use super::super::context::Member;
use super::super::html;
use super::count;
use crate::Shared;
use crate::error::Error;

/// Deliveries shown of each endpoint.
const DELIVERIES: i64 = 20;

pub(super) async fn webhooks(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Owner).await?;
    let mut endpoints = Vec::new();
    for endpoint in app.commerce.endpoints(staff.shop.id).await? {
        let deliveries = app
            .commerce
            .deliveries(staff.shop.id, endpoint.id, None, DELIVERIES)
            .await?;
        endpoints.push(endpoint_view(endpoint, deliveries));
    }
    html(&WebhooksPage {
        chrome: member.chrome,
        desk: staff.desk,
        endpoints,
        events: EVENTS.to_vec(),
    })
}

fn endpoint_view(endpoint: Endpoint, deliveries: Vec<Delivery>) -> EndpointView {
    EndpointView {
        id: endpoint.id.to_string(),
        url: endpoint.url,
        events: endpoint.events,
        enabled: endpoint.disabled_at.is_none(),
        deliveries: deliveries.into_iter().map(delivery_view).collect(),
    }
}

fn delivery_view(delivery: Delivery) -> DeliveryView {
    DeliveryView {
        id: delivery.id.to_string(),
        name: delivery.name,
        payload: delivery.payload,
        state: delivery.state.as_str(),
        attempts: count(delivery.attempts),
        status: delivery.status,
        answer: delivery.answer,
        created_at: delivery.created_at,
    }
}
