## Lo que hacen los dos de una charla: el directo al lado, imágenes, la pantalla, las mismas páginas; y listas de deseos

small-show-label = El directo del que vienes
small-show-hide = Ocultar el directo
small-show-back = Mostrarlo otra vez
small-show-pip = En una ventana propia
small-show-ended = El directo ha terminado
small-show-away = El directo sigue enseguida
small-show-go = Volver al directo

pictures-send = Enviar una imagen
pictures-of = Imagen de { $name }
pictures-own = Imagen tuya
pictures-going = Enviando… { $percent } %
pictures-again = Intentarlo otra vez
pictures-drop = No enviarla
pictures-failed = No enviada
pictures-large = Mostrar en grande
pictures-close = Cerrar la imagen
pictures-shows = { $name } te enseña una imagen
pictures-shown = { $name } la ve en grande
pictures-type = No es una imagen JPEG, PNG o WebP.
pictures-size = Una imagen tiene como mucho 8 MB y 40 megapíxeles.
pictures-full = Ya se enviaron cuarenta imágenes.

chat-said = { $name }: { $text }

screen-share = Compartir tu pantalla
screen-stop = Dejar de compartir
screen-shared = { $name } ve tu pantalla
screen-camera = Tu cámara ha vuelto
screen-over = Tu pantalla ya no se comparte
screen-failed = Ahora no se puede compartir tu pantalla.

look-together = Mirar juntos
look-title = { $name } te enseña la tienda
look-title-own = Guías a { $name } por la tienda
look-end = Terminar
look-myself = Mirar por mi cuenta
look-follow = Volver a seguir
look-loose = Miras por tu cuenta
look-follows = Sigues a { $name }
look-begun = { $name } te guía por la tienda
look-ended = { $name } ha dejado de guiarte
look-ended-by = { $name } lo ha terminado
look-put = En la cesta que compartís
look-put-failed = No se pudo poner en la cesta.
look-put-friend = Solo quien compra y quien asesora ponen cosas.

wish-button = Lista de deseos
wish-list = Lista de deseos
wish-kept = En tu lista de deseos
wish-see = Verla
wish-gone = Fuera de tu lista de deseos
wish-full = En una lista de deseos caben 200 productos. Quita uno antes.
wish-else = No ha funcionado. Inténtalo en un momento.
wish-advised = De tu asesor
wish-move = A la cesta
wish-moved = { $name } está en tu cesta
wish-choose = Elegir
wish-look = Echar un vistazo
wish-remove = Quitar { $name } de la lista
wish-taken = { $name } ya no está en la lista
wish-empty = Aún no hay nada en tu lista de deseos
wish-empty-next = Pulsa el corazón junto a un producto y te esperará aquí.
wish-to-shop = A { $shop }
flash-wishes-full = En una lista de deseos caben 200 productos. Quita uno antes.
wishes-put = En la lista de deseos
wishes-off = Fuera de la lista de deseos
wishes-title = Lista de deseos
wishes-none = Aún no hay nada en la lista de deseos

goods-line-advisor = Agotado. { $name } puede ponerse en la cola.
goods-gone-out = { $product } ya no está en la cesta
