### La ficha de un cliente y las cifras del mostrador.

## La ficha

client-open = Ficha del cliente
client-title = Ficha del cliente
client-title-own = Lo que los asesores saben de mí
client-guest = { $name } no ha iniciado sesión. Solo se guarda ficha de quien tiene cuenta.
client-none-yet = No hay ficha de { $name }. Pide permiso para guardar una: tallas, notas, lo que ha comprado aquí. Elige qué, y lo ve todo.
client-ask = Pedir permiso para guardar una ficha
client-asked = Se lo hemos preguntado a { $name }. Verás la ficha aquí en cuanto dé permiso.
client-asked-you = { $name } te pide permiso para guardar una ficha.
client-see = Ver
client-asked-enough = Ya has preguntado tres veces. Es suficiente para esta conversación.
client-gone = Ya no hay ficha que puedas ver.
client-someone = Alguien
client-look-told = El cliente ve que la has mirado.
client-consent-text = Con tu permiso, los asesores de { $shop } guardan una ficha tuya para aconsejarte mejor la próxima vez. Solo la ven ellos: en una conversación contigo o antes de una que hayas reservado. La ves entera en tus ajustes, y puedes corregirla, retirar tu permiso o borrarla cuando quieras.
client-consent-version = Versión { $n } de este texto. Guardamos con ella el día en que aceptas.
client-part-history = Historial
client-part-history-means = Lo que has comprado en esta tienda y las conversaciones que has tenido. Se muestra, no se copia.
client-part-sizes = Tallas y preferencias
client-part-sizes-means = Por ejemplo, «Zapato: 38». Las escribís tú y los asesores.
client-part-notes = Notas
client-part-notes-means = Lo que apuntan los asesores. Lees cada nota y puedes borrarla.
client-part-any-time = En cualquier momento
client-part-any-time-means = Los asesores también pueden mirarla fuera de conversaciones y reservas. Ves quién la miró y cuándo.
client-leave-save = Guardar mi elección
client-leave-set = Guardado.
client-leave-none = Elige al menos una parte, o déjalo para más tarde.
client-leave-sure = ¿Retirar este permiso?
client-leave-sure-text = Lo que ya no tenga permiso se borra en { $shop } al momento y no se puede recuperar.
client-leave-take-back = Retirar y borrar
client-leave-own = Lo que pueden guardar
client-leave-given = Hay permiso para
client-later = Ahora no
client-see-all = Ver y cambiar todo lo que guardan
client-size-name = Qué es
client-size-name-example = Zapato
client-size-value = Talla o preferencia
client-size-value-example = 38
client-size-by = de { $name }
client-size-edit = Cambiar { $name }
client-size-remove = Quitar { $name }
client-size-sure = ¿Quitar { $name }?
client-size-sure-text = No se puede recuperar.
client-sizes-none = Todavía ninguna.
client-note-new = Nota nueva
client-note-example = Prefiere fibras naturales
client-note-read = El cliente lee lo que escribes.
client-note-save = Guardar nota
client-note-delete = Borrar nota
client-note-sure = ¿Borrar esta nota?
client-note-sure-text = No se puede recuperar.
client-notes-none = Sin notas.
client-bought = Comprado aquí
client-bought-none = Todavía nada.
client-order = Pedido { $number }
client-given-back = devuelto
client-talks = Conversaciones
client-talks-none = Todavía ninguna.
client-talk-with = Con { $name }
client-talk-now = ahora
client-talk-length = { $n } min
client-looks = Quién ha mirado
client-looks-why = Las veces que la han mirado fuera de tus conversaciones, las últimas 50.
client-looks-none = Nadie.
client-seen-by = Vista por { $name }
client-erase = Borrar la ficha
client-erase-sure = ¿Borrar la ficha entera?
client-erase-text = { $shop } olvida al momento tus tallas y todas las notas, y tu permiso termina. No se puede deshacer.
client-why-no-leave = Ya no hay permiso para guardar esto.
client-why-consent = Este texto ha cambiado. Vuelve a cargar la página y léelo otra vez.
client-why-guest = No ha iniciado sesión: un invitado no tiene ficha.
client-why-size-name = Un nombre tiene de 1 a 40 caracteres.
client-why-size-value = Es demasiado largo: 120 caracteres como mucho.
client-why-note = Una nota tiene de 1 a 1000 caracteres.
client-why-sizes-full = Se guardan 20 como mucho. Quita una antes.
client-why-notes-full = Se guardan 100 notas como mucho. Borra una antes.

## La lista de clientes de un asesor

clients-why = Clientes que han dado permiso: quienes hablan contigo, quienes han reservado contigo y quienes se pueden consultar en cualquier momento.
clients-search = Nombre o usuario
clients-none = Ningún cliente que mostrar
clients-none-next = En una conversación con alguien que haya iniciado sesión, pide permiso para guardar una ficha. Se abre en sus conversaciones y antes de sus reservas, o en cualquier momento si así lo dice.
clients-not-found = Nadie con ese nombre
clients-all = Todos los clientes

## Las fichas propias

my-cards-why = Lo que los asesores de las tiendas guardan de ti, con tu permiso: míralo, corrígelo, bórralo.
my-cards-see = Ver y cambiar
my-cards-none = Ninguna tienda guarda nada
my-cards-none-next = Después de hablar con un asesor puedes dar aquí permiso a su tienda para guardar tallas y notas.
my-cards-kept = Guarda una ficha, con tu permiso
my-cards-nothing = No guarda nada

## Cifras

figures-period = Desde cuándo
figures-days = { $n } días
figures-all = Todo el mostrador
figures-own = Tus conversaciones
figures-zone = días según el reloj de { $zone }
figures-partial = Hay más de lo que se puede repasar: lo más antiguo no está en estas cifras.
figures-none = Todavía no hay conversaciones
figures-none-next = Las cifras empiezan con la primera conversación, la primera reserva o la primera persona que deja la cola.
figures-talks = Conversaciones
figures-wait = Espera
figures-wait-p90 = nueve de cada diez: { $time }
figures-length = Duración
figures-conversion = Compran
figures-sold = tras { $n } de { $of }
figures-basket = Cesta
figures-orders = { $n ->
    [one] { $n } pedido
   *[other] { $n } pedidos
}
figures-rating = Valoración
figures-ratings = { $n ->
    [one] { $n } valoración
   *[other] { $n } valoraciones
}
figures-missed = Se fueron sin respuesta
figures-bookings = Reservas cumplidas
figures-bookings-missed = { $n ->
    [one] { $n } perdida
   *[other] { $n } perdidas
}
figures-revenue = Vendido
figures-table = En una tabla
figures-day = Día
figures-week = Semana
figures-advisor = Asesor
figures-advisors = Por asesor
figures-chart = { $name }, ahora { $now }
figures-chart-none = nada
figures-notes = Espera y duración son medianas: la mitad fueron más cortas. La espera cuenta a quienes se quedaron en la cola. Compran: el cliente hizo un pedido aquí durante la conversación o en las 24 horas siguientes, y no se canceló ni se devolvió entero; un pedido tras dos conversaciones cuenta para ambas y se suma una vez. Una conversación que perdió a su asesor sigue en otra y no se cuenta.
