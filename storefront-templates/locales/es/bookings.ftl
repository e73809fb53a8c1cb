### Reservar una hora de consejo.

book-title = Reserva una hora
book-move-title = Cambia tu hora
book-lead = { $minutes } minutos con alguien que conoce los productos, cara a cara.
book-now = Ahora es
book-off = Aquí no se reservan horas
book-off-next = Esta tienda no acepta reservas por ahora. Pide consejo en la página de un producto cuando haya alguien.
book-zone = Tu zona horaria
book-with = Con
book-anyone = Quien esté libre
book-show = Ver horas
book-none = No hay horas libres en estas semanas
book-none-next = Mira más adelante, o con otra persona.
book-day = Día
book-free =
    { $n ->
        [one] 1 hora
       *[other] { $n } horas
    }
book-earlier = Antes
book-later = Después
book-time = Hora
book-in-zone = Todas las horas: { $zone }
book-about = Sobre
book-mail = Dónde te escribimos
book-mail-hint = Ahí recibes el enlace a tu hora y un recordatorio.
book-book = Reservar esta hora
book-move = Cambiar a esta hora
book-link = Reserva una hora

booking-title = Tu hora está reservada
booking-cancelled = Esta hora está cancelada
booking-kept = Os habéis visto
booking-missed = No vino nadie
booking-with = Con { $name }, de { $shop }
booking-here = Ya estoy
booking-here-hint = Primero suena para { $name }.
booking-left = Empieza en { $left }
booking-begins = Empieza ahora
booking-here-later = Desde { $minutes } minutos antes, aquí dices que has llegado.
booking-to-talk = A la conversación
booking-missed-next = La hora pasó sin conversación. Elige otra.
booking-cancelled-next = Elige otra cuando quieras.
booking-calendar = Añadir al calendario
booking-move = Cambiar
booking-cancel = Cancelarla
booking-cancel-sure = ¿Cancelar esta hora?
booking-cancel-text = Avisamos a { $name }, y otra persona puede tenerla.
booking-keep = Dejarla
booking-mail = Escribimos a { $mail }.
booking-calendar-title = Consejo de { $shop }
booking-calendar-with = Consejo para { $name }
booking-calendar-name = Reservas en { $shop }

booking-desk-booked = Reservada
booking-desk-here = Ya está
booking-desk-today = Hoy
booking-desk-off = Las reservas están apagadas: nadie ve horas.
booking-desk-no-hours = Ni tú ni el mostrador tenéis horario: no se puede reservar ninguna hora tuya.
booking-desk-none = Sin reservas
booking-desk-none-next = Aquí aparece lo que se reserva. Se reserva en:
booking-desk-theirs = Para esa persona son las { $time }, { $zone }
booking-desk-with = Con { $name }
booking-desk-to-line = A la cola
booking-desk-next = Siguiente: { $name }
booking-prepare = Preparar
booking-prepared =
    { $n ->
        [one] 1 producto
       *[other] { $n } productos
    }
booking-note = Nota
booking-note-hint = Solo para la tienda.
booking-show = Enseñar { $name }
booking-goods = Productos que enseñar
booking-goods-find = Busca un producto
booking-goods-none = Nada con ese nombre
booking-goods-remove = Quitar { $name }
booking-offer = Cuándo se puede reservar contigo
booking-offer-on = Acepto reservas
booking-offer-on-hint = Se ven tus horas libres.
booking-offer-own = Horario propio
booking-offer-own-hint = Si no, cuenta el del mostrador.
booking-days-off = Días libres
booking-days-off-add = Añadir
booking-days-off-remove = Quitar { $day }
booking-terms = Condiciones de la tienda
booking-terms-on = Se pueden reservar horas
booking-terms-on-hint = Apagado, lo reservado se queda.
booking-terms-length = Duración (minutos)
booking-terms-ahead = Días de antelación
booking-terms-before = Libre antes (minutos)
booking-terms-after = Libre después (minutos)
booking-terms-notice = Aviso previo (minutos)
booking-terms-hint = La conversación y el tiempo libre a su alrededor caben en el horario de quien aconseja.
booking-feed = Tu calendario
booking-feed-hint = Suscríbete a esta dirección. Es secreta: quien la tenga lee tus reservas.
booking-feed-renew = Nueva dirección
booking-feed-sure = ¿Quieres una dirección nueva?
booking-feed-text = La que tienes dejará de llevar a ningún sitio.

error-booking-name = Un nombre tiene de 1 a 60 caracteres.
error-booking-mail = Necesitamos una dirección de correo, como ana@example.org.
error-booking-topic = Hasta 500 caracteres.
error-booking-zone = Una zona horaria tiene un nombre como Europe/Madrid.
error-booking-choose = Elige una hora.
error-booking-taken = Alguien fue más rápido: esta hora ya está cogida. Elige otra.
error-booking-past = Esta hora ya pasó. Elige otra.
error-booking-notice = Falta muy poco para esta hora. Elige una más tarde.
error-booking-far = Esta hora queda demasiado lejos. Elige una antes.
error-booking-hours = A esta hora no empieza ninguna conversación. Elige otra.
error-booking-enough = Ya tienes tres horas reservadas aquí, o has hecho muchas hoy. Cancela una o vuelve mañana.
error-booking-moved-enough = Ya has cambiado esta hora bastantes veces. Cancélala o déjala.
error-booking-over = Esta reserva ya terminó: no se puede cambiar.

flash-booking-made = Reservada. Tienes un correo con el enlace.
flash-booking-moved = Cambiada.
flash-booking-cancelled = Cancelada.
flash-booking-feed = Tu calendario tiene una dirección nueva.
flash-booking-early = Es demasiado pronto: vuelve diez minutos antes de que empiece.
flash-booking-over = Esta reserva ya terminó.
flash-booking-full = La cola está llena. Prueba otra vez en un minuto.

mail-booking-made = Tu hora en { $shop }: { $day }, { $time }
mail-booking-made-text = { $name } te espera. Diez minutos antes, abre la página y di que ya estás.
mail-booking-moved = Cambiada: { $day }, { $time } en { $shop }
mail-booking-moved-text = Tu hora ha cambiado. Es con { $name }.
mail-booking-cancelled = Cancelada: { $day }, { $time } en { $shop }
mail-booking-cancelled-text = Tu hora con { $name } está cancelada. Puedes reservar otra.
mail-booking-soon = Pronto: { $day }, { $time } en { $shop }
mail-booking-soon-text = Un recordatorio de tu hora con { $name }. Diez minutos antes, abre la página y di que ya estás.
mail-booking-made-staff = { $name } ha reservado contigo: { $day }, { $time }
mail-booking-made-staff-text = Una hora nueva en { $shop }.
mail-booking-moved-staff = Cambiada: { $name }, { $day }, { $time }
mail-booking-moved-staff-text = Una hora en { $shop } ha cambiado.
mail-booking-cancelled-staff = Cancelada: { $name }, { $day }, { $time }
mail-booking-cancelled-staff-text = Esta hora en { $shop } vuelve a ser tuya.
mail-booking-away-staff = { $name } está ahora con otra persona
mail-booking-away-staff-text = Una hora en { $shop } ha cambiado y ya no es contigo. Ahora es:
mail-booking-length = { $minutes } minutos
mail-booking-button = Verla, cambiarla o cancelarla
mail-booking-desk = A tus reservas
mail-booking-calendar = Añadir al calendario
mail-booking-why = Recibes este correo porque reservaste una hora en { $shop }.
mail-booking-why-staff = Recibes este correo porque das consejo en { $shop }.
