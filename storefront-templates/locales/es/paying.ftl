### La página en la que se da una tarjeta a Stripe.

paying-title = Pagar
paying-head = Pagar a { $shop }
paying-back = Volver al pedido
paying-express = Pagar de una vez
paying-secure = Lo que escribes aquí va a Stripe, nunca a esta tienda.
paying-test = Claves de prueba: no se mueve dinero.
paying-loading = Un momento
paying-needs-script = Para pagar con tarjeta hace falta JavaScript. No se ha cobrado nada.
paying-no-form = No se ha podido cargar el formulario de pago. Comprueba tu conexión y vuelve a cargar la página. No se ha cobrado nada.
paying-unclear = Aún no sabemos si el pago ha salido bien. Seguimos mirando: no hace falta pagar otra vez.
paying-refused = No se ha podido pagar. Vuelve al pedido y échale un vistazo.
paying-nothing = Ese pago no ha llegado a nada y no se ha cobrado nada. Inténtalo de nuevo.
