### Lo que dicen los correos.

mail-order-paid = Tu pedido { $number } en { $shop }
mail-order-paid-text = Gracias. Tenemos tu pedido y lo estamos preparando.
mail-order-fulfilled = El pedido { $number } está en camino
mail-order-fulfilled-text = { $shop } ha enviado tu paquete.
mail-order-refunded = Te devolvemos { $amount } del pedido { $number }
mail-order-refunded-text = { $shop } te ha devuelto dinero. Tu banco tarda unos días en mostrarlo.
mail-order-cancelled = El pedido { $number } está anulado
mail-order-cancelled-text = { $shop } no puede enviar este pedido. Te devolvemos lo que pagaste.
mail-return-received = { $shop } ha recibido tu devolución
mail-return-received-text = Ha llegado lo que devolviste del pedido { $number }.
mail-offered = { $product } ha vuelto y está reservado para ti
mail-offered-text = Eras la siguiente persona en la cola de { $shop }. Te lo guardamos unos minutos.
mail-offered-button = Lo quiero
mail-order-button = Ver el pedido
mail-tracking = Seguimiento: { $tracking }
mail-items = Artículos
mail-discount = Descuento
mail-shipping = Envío
mail-tax = Impuestos
mail-tax-included = impuestos incluidos
mail-total = Total
mail-to = Lo enviamos a
mail-why = Recibes este correo porque compraste en { $shop }.
mail-why-line = Recibes este correo porque pediste a { $shop } que te avisara.
