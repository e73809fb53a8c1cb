### Lo que leen quienes venden: el guion, el catálogo, los pedidos, los ajustes.

## The live console: run of show, offers, figures

sell-left-one = queda { $n }
sell-left = quedan { $n }
sell-sold-out = agotado
sell-problem = No se ha podido guardar. Inténtalo otra vez.
sell-offline = Ahora no hay conexión. No se ha cambiado nada.
console-products = Productos
console-sales = Ventas
console-figures = Cifras
console-shopless = Para vender en este directo, elige su tienda en
product = Producto
product-new = Producto nuevo
run-title = Guion
run-prepare = El orden en que los enseñarás. En directo, un toque pone el producto en la imagen de todos.
run-empty = Aún no hay nada que enseñar. Busca abajo o crea tu primer producto.
run-next = Siguiente
run-next-is = Siguiente
run-pin = Fijar
run-unpin-all = Quitar todo
run-add = Añadir un producto…
run-add-name = Añadir { $name }
run-there = en el guion
run-search-none = Ningún producto con ese nombre.
run-pin-name = Fijar { $name }
run-unpin-name = Quitar { $name }
run-move-name = Mover { $name }: arrastra o usa las flechas
run-remove-name = Sacar { $name } del guion
run-offer-name = Precio relámpago para { $name }
run-moved = { $name } está ahora en el puesto { $n }
run-pinned = { $name } está en la imagen
run-unpinned = Fuera de la imagen
run-undo = Volver a ponerlo
run-back = Otra vez en la imagen
run-full = Tres a la vez es el máximo.
run-replace = Sustituir el primero
run-over = Era el último producto del guion.
run-offer-end = Terminar ya
run-offer-units-one = { $n } unidad a este precio
run-offer-units = { $n } unidades a este precio
run-voucher = En pantalla
run-voucher-none = sin cupón
run-voucher-shown = { $code } está en la imagen
run-voucher-hidden = El cupón ya no está en la imagen
run-free-from = gratis desde { $amount }
run-keys = Atajos de teclado
run-keys-pin = fijar o quitar esa línea
run-keys-next = fijar el siguiente producto
run-keys-unpin = quitar todo
run-keys-offer = precio relámpago para lo último fijado
run-keys-list = esta lista
run-keys-on = Los atajos funcionan en esta página
offer-title = Precio relámpago
offer-kind = Tipo
offer-kind-percent = Porcentaje menos
offer-kind-amount = Un precio
offer-price = Precio
offer-percent = Porcentaje
offer-minutes = Minutos
offer-units = Unidades máx.
offer-now = { $before } pasa a { $after }
offer-now-from = desde { $before } pasa a desde { $after }
offer-bad = Un porcentaje de 1 a 99, o un precio.
offer-higher = No es menos que el precio que tiene.
offer-begin = Empezar
offer-begun = El precio relámpago está en marcha.
sales-watching = mirando
sales-hearts = corazones
sales-orders = pedidos
sales-revenue = ingresos
sales-baskets = cestas
sales-held = reservadas
sales-sold = Vendidos
sales-left = Quedan
sales-chart = { $name }: { $now } ahora
sales-units = { $n ->
    [one] { $n } unidad
   *[other] { $n } unidades
}
sales-order = Pedido { $number }: { $total }
sales-rush = { $n } pedidos: { $total }
sales-see-orders = Pedidos
sales-by-product = Por producto
sales-none = Aún no se ha vendido nada. Lo que se venda saldrá aquí en un segundo.

## A shop's pages in the studio

nav-shops = Tiendas
sell-saved = Guardado.
sell-unsaved = Sin guardar
sell-amount = Un importe, como 39 o 39,50.
sell-conflict = Alguien lo ha cambiado mientras tanto. Recarga la página para verlo; se perderá lo que has escrito.
sell-needs-script = Esta página necesita JavaScript para guardar.
sell-delete = Eliminar
desk-products = Productos
desk-collections = Colecciones
desk-orders = Pedidos
desk-vouchers = Cupones
desk-shipping = Envío e impuestos
desk-webhooks = Webhooks
desk-find = Buscar
desk-more = Más
row-remove = Quitar esta línea
role-owner = Tuya
role-host = Presentas aquí
shops-title = Tus tiendas
shops-empty = Un escaparate propio
shops-empty-next = Abre una tienda, pon unos productos y véndelos en tu próximo directo.
shops-open = Abrir una tienda
shops-name = Nombre
shops-address = Dirección
shops-story = Historia
shops-products = { $n ->
    [0] sin productos a la venta
    [one] { $n } producto
   *[other] { $n } productos
}
shops-to-send = { $n ->
    [one] { $n } por enviar
   *[other] { $n } por enviar
}
product-search = Buscar por nombre o número
product-state = Estado
product-any-state = Cualquier estado
product-draft = Borrador
product-draft-hint = Solo lo veis tú y tu equipo.
product-active = A la venta
product-active-hint = Cualquiera puede encontrarlo y comprarlo.
product-archived = Archivado
product-archived-hint = Ya no se vende; los pedidos lo conservan.
product-none = Las estanterías están vacías
product-none-next = Crea un primer producto: nombre, precio, una foto. Luego ponlo en el guion de tu próximo directo.
product-not-found = No hay nada
product-not-found-next = Prueba con menos palabras o con cualquier estado.
product-all = Todos los productos
product-from = desde { $price }
product-variants = { $n ->
    [one] { $n } variante
   *[other] { $n } variantes
}
product-in-stock = { $n } en stock
product-name = Nombre
product-description = Descripción
product-tax = Impuesto
product-delete = Eliminar el producto
product-delete-ask = ¿Eliminar este producto?
product-delete-why = Un borrador que nunca se ha comprado se puede eliminar para siempre.
tax-standard = Tipo general
tax-reduced = Tipo reducido
tax-zero = Sin impuesto
stock-less = Uno menos
stock-more = Uno más
stock-of = En stock: { $name }
stock-moved = Ha cambiado mientras tanto: ahora hay { $n }. Escribe tu cifra otra vez.
variant = Variante
variant-title = Variantes
variant-options = Opciones y precios
variant-options-why = Si tiene tallas o colores, escríbelos aquí; la tabla se hace sola.
variant-option = Opción
variant-option-example = Talla
variant-values = Valores, separados por comas
variant-values-example = S, M, L
variant-option-add = Añadir una opción
variant-option-remove = Quitar esta opción
variant-price = Precio
variant-compare = Antes
variant-sku = Número (SKU)
variant-weight = Gramos
variant-stock = Stock
variant-stock-why = El stock se guarda solo.
variant-fill = Precios de la primera línea para todas
variant-most = Son más de 100 variantes. Usa menos valores.
variant-twice = Dos opciones tienen el mismo nombre.
picture-title = Fotos
picture-add = Añadir fotos
picture-hint = JPEG, PNG o WebP. Suéltalas aquí o elige.
picture-later = Las fotos vienen después, cuando se haya guardado.
picture-uploading = Subiendo { $n }
picture-type = Solo fotos JPEG, PNG y WebP.
picture-size = Una foto tiene como máximo 12 MB.
picture-most = Doce fotos son el máximo.
picture-remove = Quitar la foto { $n }
picture-first = Primera
picture-earlier = Adelantar la foto { $n }
picture-back = Atrasar la foto { $n }
picture-alt = Qué se ve
picture-alt-of = Qué se ve en la foto { $n }
picture-alt-why = Di qué se ve en cada foto: se lee a quien no la ve.
collection-why = Agrupa productos para la página de tu tienda: una temporada, una serie, un espacio.
collection-name = Nombre
collection-new = Una colección nueva
collection-example = Para la mesa
collection-make = Crear
collection-delete-ask = ¿Eliminar { $name }?
collection-delete-text = Los productos que tiene se quedan.
voucher-new = Un cupón nuevo
voucher-why = Enseña un código en el directo; quien lo escriba en la cesta paga menos.
voucher-code = Código
voucher-kind = Qué descuenta
voucher-percent = Porcentaje
voucher-amount = Importe
voucher-shipping = Envío
voucher-least = Desde este importe
voucher-least-is = desde { $amount }
voucher-most = Pedidos como máximo
voucher-ends = Termina
voucher-make = Crear el cupón
voucher-off-percent = { $n } % menos
voucher-off-amount = { $amount } menos
voucher-off-shipping = envío gratis
voucher-uses = { $n ->
    [0] sin usar
    [one] usado una vez
   *[other] usado { $n } veces
}
voucher-uses-of = { $n } de { $most } usados
voucher-over = terminado
voucher-until = hasta
voucher-open = sin fin
voucher-delete-ask = ¿Eliminar { $code }?
voucher-delete-text = Deja de contar desde ahora. Los pedidos se quedan como están.
shop-currency = Moneda
shop-currency-hint = De todos los precios. No cambia mientras haya productos, cupones o envíos con importes en ella.
shop-country = Envía desde
shop-country-hint = Dos letras, como PT o ES.
shop-prices = Precios
shop-prices-with = Con impuestos
shop-prices-with-hint = Lo que se ve es lo que se paga, como en la UE.
shop-prices-without = Sin impuestos
shop-prices-without-hint = El impuesto se suma al pagar.
shop-hold = Minutos que se reserva una unidad al pagar
shop-hold-hint = De 1 a 60. Quien compra ve el tiempo y puede pedir más.
shop-buyers = Mostrar que alguien ha comprado
shop-buyers-hint = Nombre e inicial, durante el directo. Quien compra puede negarse.
shipping-title = Envío
shipping-why = Quien compra elige entre las líneas que valen para su país y el peso del paquete.
shipping-name = Nombre
shipping-countries = Países
shipping-everywhere = todos
shipping-from-g = Desde (g)
shipping-to-g = Hasta (g)
shipping-price = Precio
shipping-free = Gratis desde
shipping-add = Añadir una línea
tax-title = Impuestos
tax-why = Según adónde va el paquete. Si ninguna línea vale, no hay impuesto.
tax-country = País
tax-region = Región
tax-whole = todo el país
tax-rate = Porcentaje
tax-add = Añadir una línea

## A shop's orders, refunds, parcels, webhooks

order = Pedido
order-title = Pedido { $n }
orders-search = Número, nombre o correo
orders-state = Estado
orders-any-state = Cualquier estado
orders-show = Directo
orders-any-show = Cualquier directo
orders-pack = { $n ->
    [one] Preparar { $n } pedido
   *[other] Preparar { $n } pedidos
}
orders-none = Aún no hay pedidos
orders-none-next = Aparecen aquí en cuanto se pagan. Planea un directo y pon tus productos en su guion.
orders-not-found = Ningún pedido así
orders-all = Todos los pedidos
order-buyer = Comprador
order-items = Artículos
order-total = Total
order-placed = Pagado
order-state-paid = Por enviar
order-state-fulfilled = Enviado
order-state-refunded = Reembolsado
order-state-cancelled = Cancelado
order-return-asked = piden devolución
order-pack = Lista de preparación
order-line-refunded = { $n ->
    [one] { $n } reembolsado
   *[other] { $n } reembolsados
}
order-line-restocked = { $n } de vuelta en stock
order-sum-items = Artículos
order-sum-discount = Descuento
order-sum-tax = Impuesto
order-sum-tax-in = Impuesto, en los precios
order-sum-refunded = Reembolsado
order-money = Dinero
order-ledger = Cada movimiento, como está anotado
order-ledger-kind = Movimiento
order-ledger-ref = Referencia
order-ledger-at = Cuándo
order-ledger-amount = Importe
ledger-charge = Cargo
ledger-refund = Reembolso
ledger-refund-failed = Reembolso que ha vuelto
ledger-dispute = Disputa
ledger-dispute-won = Disputa ganada
payment-succeeded = pagado
payment-failed = fallido
payment-cancelled = abandonado
payment-pending = por decidir
payment-why-declined = rechazado por el banco
payment-why-funds = sin saldo suficiente
payment-why-expired = la tarjeta ha caducado
payment-why-details = datos que no pueden ser
payment-why-proof = sin prueba de quién es
payment-why-provider = un fallo del proveedor
refund = Reembolso
refund-succeeded = devuelto
refund-failed = fallido
refund-pending = en camino
refund-title = Reembolsar
refund-all = Todo
refund-lines = Algunos artículos
refund-amount = Un importe
refund-of = { $n ->
    [one] de { $n }
   *[other] de { $n }
}
refund-restock = Devolver las unidades al stock
refund-reason = Motivo
refund-reason-example = Llegó roto
refund-yes = Reembolsar { $amount }
refund-ask = ¿Devolver { $amount }?
refund-ask-text = El dinero vuelve por donde vino y { $email } recibe un correo. No se puede deshacer.
refund-none = Elige qué reembolsar
refund-most = Como máximo { $amount }
return-requested = Piden una devolución
return-received = Devolución recibida
return-declined = Devolución rechazada
return-receive = Ha llegado
return-decline = Rechazar
return-decline-ask = ¿Rechazar esta devolución?
return-decline-text = Quien compró verá en la página del pedido que se ha rechazado.
order-send = Enviar a
order-tracking = Número o dirección de seguimiento
order-tracking-example = RR123456789ES
order-fulfil = Va de camino
order-sent = Enviado
order-cancel = Cancelar el pedido
order-cancel-why = Si no puedes enviarlo. Se reembolsa todo y vuelve al stock.
order-cancel-ask = ¿Cancelar el pedido { $n }?
order-cancel-text = { $amount } vuelve a quien compró. No se puede deshacer.
order-mails = Correos
order-mails-none = Aún ninguno.
order-mail-sent = Enviado
order-mail-waits = En camino
order-mail-failed = Sin enviar:
order-mail-paid = Recibo
order-mail-fulfilled = Va de camino
order-mail-refunded = Reembolso
order-mail-cancelled = Cancelado
order-mail-other = Mensaje
packing-title = Lista de preparación
packing-count = { $n ->
    [0] nada que preparar
    [one] { $n } paquete
   *[other] { $n } paquetes
}
packing-more = hay más después de estos
packing-print = Imprimir
packing-none = Todo va de camino
packing-none-next = Aquí se listan los pedidos pagados y no enviados.
hooks-why = Avisa a tus sistemas de lo que pasa aquí. Cada aviso va firmado (Standard Webhooks) y se repite hasta que le contesten.
hooks-new = Un destino nuevo
hooks-url = Dirección
hooks-events = Eventos
hooks-events-hint = Sin marcar ninguno, son todos.
hooks-add = Añadir el destino
hooks-all-events = Todos los eventos
hooks-on = activo
hooks-off = apagado
hooks-switch-off = Apagar
hooks-switch-on = Activar
hooks-ping = Enviar una prueba
hooks-roll = Secreto nuevo
hooks-roll-ask = ¿Crear un secreto nuevo?
hooks-roll-text = Desde ahora los avisos se firman con el nuevo. El viejo deja de contar.
hooks-delete-ask = ¿Eliminar este destino?
hooks-delete-text = Ya no se le avisa de nada y sus envíos se olvidan.
hooks-secret-once = Secreto para comprobar la firma. Solo se muestra ahora.
hooks-secret-kept = Ya lo he guardado
hooks-attempts = { $n ->
    [0] sin intentar
    [one] { $n } intento
   *[other] { $n } intentos
}
hooks-delivered = entregado
hooks-failed = fallido
hooks-waiting = en espera
hooks-resend = Enviar otra vez
hooks-quiet = Aún no se le ha enviado nada.

## What the server refuses in forms that save by themselves

refused-sign-in-first = Has salido. Recarga la página y entra otra vez.
refused-forbidden = No te corresponde cambiar eso.
refused-gone = Ya no está. Recarga la página.
refused-too-many-requests = Han sido muchas a la vez. Espera un momento y prueba otra vez.
refused-too-many = Ya hay todos los que puede haber. Elimina antes uno.
refused-key-reused = Tu primer intento llegó. Recarga la página para ver qué ha pasado.
refused-currency = La moneda de la tienda ha cambiado. Recarga la página.
refused-name = Este nombre está vacío o es demasiado largo.
refused-description = Una descripción tiene como máximo 5000 caracteres.
refused-option-names = Como máximo tres opciones, cada una con su propio nombre de hasta 40 caracteres.
refused-options = Cada variante tiene un valor de hasta 40 caracteres en cada opción, y no hay dos iguales.
refused-variants = Las variantes han cambiado mientras tanto. Recarga la página.
refused-sku = Un número tiene como máximo 64 caracteres.
refused-price = Este precio es demasiado alto.
refused-compare-at = Lo que costaba antes tiene que ser más de lo que cuesta.
refused-weight = Un peso va de 0 a 1.000.000 de gramos.
refused-available = El stock es un número entero, 0 o más.
refused-pictures = Las fotos han cambiado mientras tanto. Recarga la página.
refused-collections = Una de estas colecciones ya no está. Recarga la página.
refused-taken = Este nombre ya está en uso.
refused-product-kept = Solo se puede eliminar un borrador que nadie ha comprado. Archívalo.
refused-picture = No es una foto JPEG, PNG o WebP.
refused-picture-large = Esta foto es demasiado grande. Redúcela antes.
refused-voucher-taken = La tienda ya tiene un cupón con este código.
refused-code = Un código tiene de 3 a 24 letras, cifras y guiones.
refused-voucher-value = De 1 a 100 por ciento, o un importe mayor que 0.
refused-amount = Un importe mayor que 0 y no más de lo que hay.
refused-uses = De 1 a 1.000.000 de pedidos.
refused-ends = Tiene que terminar en el futuro.
refused-units = De 1 a 1.000.000 de unidades.
refused-offer-running = Este producto ya tiene un precio relámpago. Termínalo antes.
refused-shipping = Una de las líneas no puede ser así: un nombre de hasta 60 caracteres, países de dos letras, primero el peso menor.
refused-tax = Una de las líneas no puede ser así: un país de dos letras, como máximo 100 por ciento, y cada país, región y tipo una sola vez.
refused-address = Una dirección pública que empiece por https://.
refused-events = Uno de estos eventos ya no existe. Recarga la página.
refused-order-state = El pedido ha cambiado mientras tanto. Recarga la página para ver cómo está.
refused-refunding = Hay un reembolso de este pedido en marcha. Espera un momento.
refused-too-much = Es más de lo que aún se puede devolver.
refused-too-many-units = Son más unidades de las que aún se pueden devolver.
refused-reason = Un motivo tiene como máximo 500 caracteres.
refused-return-settled = Esta devolución ya está resuelta. Recarga la página.
refused-not-sold = Ahora no se puede comprar. Ponlo antes a la venta.
refused-not-live = Ahora no estás en directo.
refused-show-over = El directo ha terminado.
refused-pins = Lo que hay en la imagen tiene demasiadas variantes. Quita antes un producto.

## What the server says about a shop's forms

error-shop-taken = Esta dirección ya está ocupada.
error-shop-slug = Minúsculas, cifras y guiones: de 3 a 40.
error-shop-name = Un nombre tiene de 1 a 60 caracteres.
error-shop-story = Una historia tiene como máximo 2000 caracteres.
error-country = Dos letras mayúsculas, como PT.
error-currency = Tres letras mayúsculas, como EUR.
error-currency-used = No cambia mientras haya productos.
error-hold = Entre 1 y 60 minutos.
error-collection-taken = La tienda ya tiene una colección con este nombre.
error-collection-name = Un nombre tiene de 1 a 60 caracteres.
error-collection-many = Son todas las colecciones que puede tener una tienda.
flash-shop-opened = Tu tienda está abierta. Ahora pon algo en ella.
flash-shop-saved = Guardado.
flash-collection-made = La colección está lista. Añade productos desde sus páginas.
flash-order-sent = Anotado: va de camino. Quien compró recibe un correo.
flash-order-cancelled = Cancelado. El dinero va de vuelta.
