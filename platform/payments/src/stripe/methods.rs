//! Which ways to pay are taken. What is bought in a show is set aside for minutes;
//! a bank that says yes days later would be too late for it, and its money would
//! only be sent back.

use stripe_shared::PaymentIntentExcludedPaymentMethodTypes as Method;

/// Those whose answer comes hours or days after the payment
/// (docs.stripe.com/payments/payment-methods, "payment notification").
pub(super) fn that_decide_late() -> Vec<Method> {
    vec![
        Method::AcssDebit,
        Method::AuBecsDebit,
        Method::BacsDebit,
        Method::Boleto,
        Method::CustomerBalance,
        Method::Konbini,
        Method::Multibanco,
        Method::NzBankAccount,
        Method::Oxxo,
        Method::Payto,
        Method::SepaDebit,
        Method::Sofort,
        Method::UsBankAccount,
    ]
}
