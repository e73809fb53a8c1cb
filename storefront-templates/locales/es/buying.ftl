### What shoppers read: the product on the picture, the basket, the way to pay, orders.

## On the picture

buy-buy = Comprar
buy-buy-name = Comprar { $name }
buy-show-name = Ver { $name }
buy-left-one = Queda { $n }
buy-left = Quedan { $n }
buy-sold-out = Agotado
buy-in-stock = Disponible
buy-not-sold = Ya no se vende
buy-no-such = no existe
buy-offer-left-one = para { $n } unidad
buy-offer-left = para { $n } unidades
buy-pinned-now = { $name } está ahora en pantalla.
buy-price-from = desde { $price }
buy-price-before = antes
buy-price-lowest = Precio más bajo de los 30 días anteriores: { $price }
buy-price-lowest-short = mín. 30 días { $price }
buy-free-from = Envío gratis desde { $price }
buy-voucher-shipping = envío gratis
buy-voucher-taken = { $code } está en tu cesta.
buy-bought-by = { $who } ha comprado { $what }
buy-bought = Alguien ha comprado { $what }
buy-picture-of = Imagen { $n } de { $all }
buy-product-page = Todos los detalles
buy-add = A la cesta
buy-added = En tu cesta.

## The line

buy-line-short = Ponerme a la cola
buy-line-name = Agotado. Ponerme a la cola para { $name }
buy-line-ask = Agotado. Si vuelve alguno, es para quien esté primero en la cola.
buy-line-join = Ponerme a la cola
buy-line-place = Eres el { $place } de la cola si vuelve alguno.
buy-line-over = Ya no estás en la cola.
buy-line-leave = Salir de la cola
buy-ordinal-one = { $n }.º
buy-ordinal-two = { $n }.º
buy-ordinal-few = { $n }.º
buy-ordinal-other = { $n }.º
buy-offered = Ha vuelto uno. Lo guardamos para ti.
buy-offered-elsewhere = Ha vuelto uno en otra tienda. Lo guardamos para ti.
buy-offered-see = Ir allí
buy-offered-take = Lo quiero

## The basket

buy-basket = Cesta
buy-basket-with-one = Cesta, con { $n } artículo
buy-basket-with = Cesta, con { $n } artículos
buy-basket-see = Verla
buy-basket-empty = Todavía está vacía.
buy-basket-total = Total sin el envío
buy-basket-later = Lo que hay en la cesta aún no está reservado. Lo estará cuando pases a pagar.
buy-to-checkout = Pasar a pagar
buy-one-less = Un { $name } menos
buy-one-more = Un { $name } más
buy-take-out = Quitar { $name }
buy-taken-out = { $name } ya no está en tu cesta.
buy-undo = Deshacer
buy-each = { $price } cada uno
buy-problem-sold-out = Agotado
buy-problem-only-left-one = Solo queda { $n }
buy-problem-only-left = { $n ->
    [one] Solo queda { $n }
   *[other] Solo quedan { $n }
}
buy-problem-gone = Ya no se vende
buy-free-missing = Faltan { $price } para el envío gratis.
buy-free-reached = El envío es gratis.
buy-voucher-ask = ¿Tienes un código?
buy-voucher-code = Código
buy-voucher-use = Usarlo
buy-voucher-away = Quitar { $code }
buy-voucher-unknown = Aquí no hay ningún código así.
buy-voucher-over = Este código ha caducado.
buy-voucher-not-yet = Este código aún no vale.
buy-voucher-too-little = Vale para cestas más grandes.
buy-voucher-used-up = Este código se ha agotado.

## Held

buy-held = Reservado para ti:
buy-held-short = Reservado
buy-held-thinking = Tu banco se lo piensa
buy-held-challenge = Tu banco pregunta
buy-hold-keep = Guardarlo más
buy-hold-kept = Guardado un rato más.
buy-hold-soon-one = Está reservado { $n } minuto más. Puedes guardarlo más tiempo.
buy-hold-soon = Está reservado { $n } minutos más. Puedes guardarlo más tiempo.
buy-hold-soon-last-one = Está reservado { $n } minuto más.
buy-hold-soon-last = Está reservado { $n } minutos más.
buy-hold-over = Se ha acabado el tiempo.
buy-hold-over-next = Ha vuelto para los demás. Si queda alguno, puede volver a ser tuyo.
buy-hold-again = Intentarlo otra vez
buy-let-go = Dejarlo ir
buy-let-gone = Vuelve a estar libre para los demás.
buy-setting-aside = Lo estamos reservando
buy-too-late = Se ha agotado hace un momento.
buy-too-late-next = Otros han sido más rápidos, por un suspiro.
buy-only-left-one = Solo queda { $n }.
buy-only-left = Solo quedan { $n }.
buy-less-left = Queda menos de lo que pedías.
buy-left-of-one = { $name }: solo queda { $n }
buy-left-of = { $name }: solo quedan { $n }
buy-none-of = { $name }: agotado
buy-take-left = Llevarme { $n }
buy-take-rest = Llevarme lo que queda
buy-refused-none = { $name } se ha agotado y no va en este pedido.
buy-refused-left-one = { $name }: solo queda { $n }, así que no va en este pedido.
buy-refused-left = { $name }: solo quedan { $n }, así que no va en este pedido.
buy-again = Intentarlo de nuevo

## Checkout

buy-checkout = Compra
buy-go-on = Seguir
buy-change = Cambiar
buy-optional = opcional
buy-step-contact = Contacto
buy-step-address = Dirección
buy-step-shipping = Envío
buy-step-pay = Pago
buy-email = Correo
buy-email-why = Ahí va tu recibo.
buy-email-wrong = Eso no parece un correo.
buy-named = Mostrar mi nombre de pila en el directo.
buy-named-else = Si no, dirá que alguien lo ha comprado.
buy-address-name = Nombre
buy-address-line1 = Calle y número
buy-address-line2 = Piso, puerta
buy-address-postal-code = Código postal
buy-address-city = Ciudad
buy-address-region = Provincia
buy-address-country = País
buy-address-phone = Teléfono, para el mensajero
buy-address-keep = Guardarla para la próxima vez
buy-address-other = Otra dirección
buy-address-missing = Aún falta algo aquí.
buy-address-wrong = Así no podemos enviarlo. Revisa el campo marcado.
buy-shipping-none = Esta tienda aún no envía allí.
buy-free = Gratis
buy-items = Artículos
buy-discount = Descuento
buy-shipping = Envío
buy-tax = Impuestos
buy-tax-inside = de ello, impuestos
buy-total = Total
buy-pay-amount = Pagar { $price }
buy-paying = Un momento
buy-sandbox = Pruebas: no se mueve dinero
buy-sandbox-why = Elige una tarjeta de prueba. Cada una muestra cómo puede ir un pago.
buy-card-succeeds = paga
buy-card-declined = la rechazan
buy-card-no-funds = no tiene fondos
buy-card-challenge = el banco pregunta quién eres
buy-card-late = el banco se lo piensa
buy-card-late-declined = se lo piensa y la rechaza
buy-card-test = tarjeta de prueba
buy-failed-declined = tu banco ha dicho que no.
buy-failed-insufficient-funds = no hay fondos suficientes en esta tarjeta.
buy-failed-expired-card = esta tarjeta ha caducado.
buy-failed-bad-details = el número, la fecha o el código no pueden ser.
buy-failed-not-proven = tu banco no ha podido saber que eras tú.
buy-failed-provider = el servicio de pago ha tenido un problema.
buy-failed-next = No se ha cobrado nada. Prueba con otra tarjeta.
buy-total-changed = El total ha cambiado.
buy-total-changed-next = Míralo y paga si te sigue bien.
buy-bank-thinking = Tu banco se lo está pensando.
buy-bank-thinking-next = Mientras tanto, lo que has elegido sigue siendo tuyo.
buy-bank-long = Puedes seguir mirando. La respuesta llega aquí y por correo.
buy-challenge = Tu banco quiere saber que eres tú.
buy-challenge-next = Su página se abre junto a esta. Vuelve aquí después.
buy-challenge-go = Ir a tu banco
buy-challenge-another = Pagar de otra forma
buy-another-next = Lo que se le preguntó a tu banco se anula en cuanto pagues aquí.
buy-challenge-long = Seguimos esperando a tu banco.
buy-done = Hecho
buy-done-title = Es tuyo.
buy-done-next = El recibo va camino de { $email }.
buy-done-toast = Es tuyo: pedido { $number }.
buy-done-close = Puedes cerrar esta ventana y volver al directo.
buy-given-back = Se agotó antes de que tu banco dijera que sí.
buy-given-back-next = Lo que has pagado va de vuelta a ti.
buy-order-number = Pedido { $number }
buy-order-see = Ver el pedido
buy-back-to-show = Volver al directo

## When something doesn't work

buy-why-else = No ha funcionado. Inténtalo de nuevo.
buy-why-offline = Se ha cortado la conexión. No se ha perdido nada: inténtalo de nuevo.
buy-why-busy = Ha sido mucho a la vez. Espera un momento e inténtalo de nuevo.
buy-why-sold-out = Se ha agotado hace un momento.
buy-why-basket-full = En una cesta caben 50 cosas distintas como mucho.
buy-why-quantity = No se pueden comprar tantos de una vez.
buy-why-hold-gone = Ya no está reservado para ti.
buy-why-hold-over = Ya no está reservado para ti.
buy-why-too-much-held = Tienes reservado todo lo que puede una persona. Cómpralo o deja ir algo.
buy-why-extended-enough = No se puede guardar más tiempo.
buy-why-line-full = La cola está llena.
buy-why-checkout-state = Esto ha cambiado entretanto.
buy-why-gone = Esto ya no se vende.
buy-why-missing = Todavía falta algo.
buy-why-paying = Ya hay un pago en marcha.
buy-why-too-many-requests = Ha sido mucho a la vez. Espera un momento e inténtalo de nuevo.

## Pages of their own: products, orders, the outbox

buy-back = Atrás
buy-where = Dónde estás
buy-shown-in = Se vio en
buy-how-many = Cuántos de { $name }
buy-set = Fijar
buy-needs-script = Para pagar hace falta JavaScript: el número de tu tarjeta va de tu navegador al banco, sin pasar por nosotros.
buy-products = Productos
buy-search = Buscar en { $shop }
buy-search-do = Buscar
buy-search-none = Aquí no hay nada con ese nombre.
buy-all = Todo
buy-orders = Pedidos
buy-orders-none = Todavía no has comprado nada.
buy-orders-none-next = Lo que compres en un directo aparece aquí, con su recibo.
buy-units = { $n ->
    [one] { $n } artículo
   *[other] { $n } artículos
}
buy-units-back = { $n ->
    [one] { $n } devuelto
   *[other] { $n } devueltos
}
buy-order-paid = Pagado
buy-order-ready = En preparación
buy-order-fulfilled = Enviado
buy-order-refunded = Reembolsado
buy-order-cancelled = Cancelado
buy-order-way = Por dónde va
buy-tracking = Número de seguimiento:
buy-receipt = Recibo
buy-refunded = Reembolsado
buy-paid-with = Pagado con
buy-print = Imprimir
buy-came-back = Lo que ha vuelto
buy-refund-pending = De camino a ti
buy-refund-done = Reembolsado
buy-refund-failed = Aún no se ha podido reembolsar
buy-return = Devolver algo
buy-return-why = Elige lo que devuelves. La tienda te responde por correo y te paga cuando haya llegado.
buy-return-reason = Qué le pasaba
buy-return-send = Avisar a la tienda
buy-return-requested = Esperando a que llegue
buy-return-received = Ha llegado
buy-return-declined = No se acepta la devolución
buy-outbox = Bandeja de salida
buy-outbox-why = En esta demo ningún correo sale de casa. Están aquí tal como se enviarían.
buy-outbox-empty = Aún no hay correos. Compra algo y el recibo aparece aquí.
buy-mail-kept = Guardado aquí
buy-mail-sent = Enviado
buy-mail-waiting = En espera
buy-mail-failed = No enviado
buy-challenge-page = ¿Eres tú?
buy-challenge-ask = { $shop } pide { $price } de tu tarjeta. Esta página hace de la de tu banco.
buy-challenge-yes = Sí, soy yo
buy-challenge-no = No, rechazarlo
buy-challenge-over = Esto ya está respondido.
buy-challenge-over-next = Puedes cerrar esta ventana y volver al directo.
buy-addresses = Direcciones
buy-addresses-why = Guardadas para tu próxima compra. Nadie más las ve.
buy-address-preferred = Se propone primero
buy-address-prefer = Proponer esta primero
buy-address-delete = Borrar
buy-address-delete-ask = ¿Borrar esta dirección?
buy-address-delete-text = Los pedidos que fueron allí la conservan.
buy-address-add = Añadir una dirección
flash-nothing-to-pay = Aquí no hay nada que se pueda pagar ahora mismo.
flash-return-sent = La tienda ya lo sabe. Te responde por correo.
flash-address-kept = Tu dirección está guardada.
flash-address-deleted = La dirección está borrada.
error-return-units = Elige al menos una cosa, y no más de las que tienes.
error-return-reason = Di en pocas palabras qué le pasaba.
error-address-too-many = Guardas 20 direcciones. Borra una primero.
error-address-country = Elige un país.
error-address-text = No puede estar vacío ni pasar de una línea.
