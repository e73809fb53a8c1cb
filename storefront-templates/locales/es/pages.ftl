# Lo que dicen las páginas en español. Las claves y los argumentos son los mismos en cada idioma.

## Alrededor de cada página

skip-to-content = Ir al contenido
nav-main = Principal
nav-go-live = Emitir
nav-studio = Estudio
nav-profile = Tu página
nav-settings = Ajustes
nav-sign-in = Entrar
nav-sign-out = Salir
nav-account = Tu cuenta, { $name }
demo = demo
foot-promise = Cada directo se puede volver a ver durante un día. Después desaparece.
foot-demo = Este es un mundo de prueba: las personas, la tienda y los directos son inventados.
cancel = Cancelar
save = Guardar
copy = Copiar
copied = Copiado
copied-link = Enlace copiado
share = Compartir
keep-it = Conservar
optional = opcional
name = Nombre
handle = Usuario
email = Correo electrónico
password = Contraseña
live = En directo

## Tiempos y cantidades

months-short = ene feb mar abr may jun jul ago sep oct nov dic
viewers = { $n ->
    [one] { $n } persona mirando
   *[other] { $n } personas mirando
}
gone-in = desaparece en { $left }
gone-now = ya no está
starts-in = empieza en { $left }
starts-now = en cualquier momento
no-time-yet = Hora por anunciar
no-replay = Terminado, sin repetición

## Portada

home-title = Compras en directo, cara a cara
home-description = Mira en directo a quienes hacen y venden lo que les gusta.
home-live-now = Ahora en directo
home-upcoming = Próximamente
home-still-to-see = Todavía se puede ver
home-quiet = Ahora mismo no hay nadie en directo.
home-quiet-next = Abajo están los próximos directos y las últimas repeticiones.
home-empty = El escaparate está a oscuras.
home-empty-next = Nadie ha emitido todavía. Basta un móvil y algo que enseñar.
meanwhile = Mientras tanto
more-to-see = Más para ver

## Reproductor

player-connecting = Conectando
player-reconnecting = Se cortó la conexión. Recuperándola.
player-waiting = La persona anfitriona vuelve enseguida.
player-waiting-next = Quédate aquí. La imagen vuelve sola.
player-ended = Hasta aquí el directo.
player-ended-next = Se puede volver a ver durante un tiempo.
player-to-replay = Ver la repetición
player-failed = La imagen no llega.
player-failed-next = Revisa tu conexión y prueba otra vez.
player-retry = Probar otra vez
player-tap-for-sound = Toca para oír
player-picture-of = Imagen de «{ $title }»
player-play = Reproducir o pausar
player-mute = Sin sonido
player-fit = Ver la imagen entera
player-pip = Imagen flotante
player-fullscreen = Pantalla completa
player-speed = Velocidad
player-seek = Posición
player-seek-value = { $at } de { $of }
player-webrtc = Directa (WebRTC)
player-hls = Por segmentos (HLS)
player-delay = { $s } s de retraso
player-delay-little = menos de 0,1 s de retraso
player-picture = { $size }, { $rate } imágenes por segundo

## Sala, directo anunciado, repetición

room-about = Sobre este directo
room-how = Conexión
room-delay = Retraso
room-picture = Imagen
room-measuring = Midiendo
room-leave = Salir
room-more = Más
room-more-by = Lo próximo de { $name }
room-to-studio = Abrir en el estudio
room-watching = mirando
scheduled-next = Deja esta página abierta: se convierte en el directo cuando empiece.
replay-shown = Emitido
no-replay-title = No hay repetición de este directo.
no-replay-text = Su imagen no se pudo grabar.
gone-title = Este directo ya no está.
gone-text = Las repeticiones duran un día como mucho; después se borran para todo el mundo.
gone-else = Ver qué hay ahora
gone-others = Ahora

## Las palabras de la sala: chat, preguntas, corazones

close = Cerrar
talk = La sala
talk-chat = Chat
talk-questions = Preguntas
talk-about = Info
chat-log = Lo que se dice
chat-quiet = Nadie ha dicho nada todavía. Saluda.
replay-talk = La sala, tal como fue
replay-quiet = Hasta aquí no se dijo nada.
chat-pinned = Fijado:
chat-new-one = 1 mensaje nuevo
chat-new = { $n } mensajes nuevos
chat-others = y { $n } más
badge-host = Presenta
badge-staff = Equipo
badge-moderator = Moderación
badge-question = Pregunta
message-more = Más sobre el mensaje de { $name }
composer-label = Tu mensaje
composer-say = di algo…
composer-ask = pregunta a { $name }…
composer-question = Enviarlo como pregunta
composer-connecting = Entrando en la sala…
composer-send = Enviar
composer-guest = Inicia sesión para participar
heart-send = Enviar un corazón
heart-sign-in = Inicia sesión para enviar corazones
questions-quiet = No hay preguntas abiertas. Pregunta a { $name } lo que quieras.
question-vote = Yo también quiero saberlo: la pregunta de { $name }. Votos: { $n }
question-now = En pantalla
question-answer = Responder ahora
question-done = Hecho
question-back = Devolver
on-screen = { $name } responde
undo = Deshacer
menu-reply = Responder a { $name }
menu-profile = Página de { $name }
menu-pin = Fijar arriba
menu-unpin = Dejar de fijar
menu-delete = Eliminar
menu-delete-sure = ¿Eliminar para todos?
menu-report = Denunciar
menu-reported = Denunciado. Gracias por avisar.
menu-time-out-5 = Silenciar 5 minutos
menu-time-out-60 = Silenciar una hora
menu-timed-out-5 = { $name } no puede escribir durante 5 minutos.
menu-timed-out-60 = { $name } no puede escribir durante una hora.
menu-shadow = Que no lo vea nadie más
menu-shadowed = Solo { $name } ve lo que escribe { $name }.
menu-ban = Vetar en tus directos
menu-ban-sure = ¿Vetar para siempre?
menu-banned = { $name } ya no puede escribir aquí ni en los próximos directos.
menu-pardoned = Deshecho para { $name }.
reason-spam = Es publicidad o spam
reason-insult = Insulta a alguien
reason-unsafe = Podría hacer daño a alguien
reason-other = Otra cosa
talk-attention = Revisar
talk-rules = Reglas
chat-quiet-host = Aún nadie ha dicho nada. Lo que diga la gente mientras emites aparece aquí.
attention-held = Retenido: te espera
attention-through = Dejar pasar
attention-refuse = Dejar fuera
attention-reported = Denunciado por { $name }: { $reason }
attention-fine = Está bien
attention-quiet = Nada te espera.
rules-writers = Quién escribe
rules-all = Quien tenga sesión iniciada
rules-followers = Solo quienes te siguen
rules-followed = Solo personas a las que sigues
rules-slow = Entre dos mensajes de una persona
rules-slow-off = Sin pausa
rules-words = Palabras que se dejan fuera
rules-words-hint = Una por línea. Un mensaje con alguna de ellas no se envía.
rules-moderators = Quién ayuda
rules-moderators-hint = Pueden eliminar, fijar y silenciar en todos tus directos.
rules-saved = Las reglas quedan fijadas.
rules-sanctions = Quién no puede escribir
rules-pardon = Dejar escribir
rules-time-out = en silencio un rato
rules-ban = con veto
rules-shadow-ban = no lo ve nadie más
why-sign-in = Inicia sesión para participar.
why-empty = Todavía no has escrito nada.
why-too-long = Es un poco largo. Usa 300 caracteres como máximo.
why-too-fast = Vas muy rápido. Otra vez en { $wait }.
why-slow-mode = Modo pausado: puedes volver a escribir en { $wait }.
why-followers-only = Aquí escriben quienes siguen a { $name }. Síguele para participar.
why-followed-only = Aquí escriben las personas a las que sigue { $name }.
why-timed-out = Puedes volver a escribir en { $wait }.
why-quiet = Por un rato no puedes escribir.
why-banned = Ya no puedes escribir aquí.
why-kicked = Ya no puedes estar en esta sala.
why-filtered = Lleva una palabra que esta sala no admite. Dilo de otra manera.
why-held = Alguien de moderación lo mira primero. Después aparece.
why-unknown-question = Esa pregunta ya no está.
why-paused-saving = Ahora mismo no se pueden guardar mensajes. Prueba en un momento.
why-offline = No se envió: se cortó la conexión. Sigue aquí.
why-ended = El directo ha terminado.
why-reload = Recarga la página para volver a participar.
why-waiting = La sala se abre cuando empieza el directo.
why-too-many = Fue mucho de golpe. Espera un momento.
why-not-yours = Eso no te corresponde decidirlo.
why-else = No ha funcionado. Prueba otra vez.

## Seguir, y enterarse

more = Más
follow = Seguir
following = Siguiendo
follow-name = Seguir a { $name }
follow-mute = No avisarme cuando emita
followers = { $n ->
    [one] seguidor
   *[other] seguidores
}
follows = siguiendo
block = Bloquear
unblock = Dejar de bloquear
unblock-short = Desbloquear
unblock-name = Desbloquear a { $name }
block-ask = ¿Bloquear a { $name }?
block-text = No podrá seguirte y no te llegará si te nombra. Tú tampoco le sigues. No se entera.
blocked = Tienes bloqueada la cuenta de { $name }.
people-followers = Quién sigue a { $name }
people-following = A quién sigue { $name }
people-none = Nadie todavía.
remind = Recordármelo
reminded = Te lo recordaremos
remind-done = Te avisamos diez minutos antes de que empiece.
to-calendar = Añadir al calendario
shop-calendar = Calendario
notice-live = { $name } está en directo: { $title }
notice-soon = En breve, con { $name }: { $title }
notice-mention = { $name } te ha nombrado en { $title }
notice-open = Ir allí
inbox-title = Avisos
inbox-read = Marcar como leídos
inbox-new = Nuevo:
inbox-replay = Repetición
inbox-empty = Nada nuevo.
inbox-empty-next = Sigue a las personas y tiendas que te gusten y sabrás cuándo emiten.
inbox-settings = Cómo te avisamos
inbox-push = Avisos en mis dispositivos
inbox-push-live = Cuando emita alguien a quien sigo
inbox-push-soon = Diez minutos antes de un directo que pedí
inbox-push-mention = Cuando alguien me nombre
inbox-quiet = Horas de silencio
inbox-quiet-from = Desde
inbox-quiet-to = Hasta
inbox-quiet-hint = En esas horas no se avisa. Te espera aquí.
inbox-zone = Zona horaria
push-turn-on = Avisarme en este dispositivo
push-turn-off = En este dispositivo no
push-is-on = Este dispositivo te avisa, también con la página cerrada.
push-is-off = Este dispositivo todavía no te avisa.
push-denied = Tu navegador bloquea los avisos de este sitio. Permítelos en sus ajustes y vuelve.
push-missing = Este navegador no puede mostrar avisos. En un iPhone, añade antes Vitrine a la pantalla de inicio.
push-failed = No ha funcionado. Prueba en un momento.

## Estudio

studio-title = Tus directos
studio-new = Nuevo directo
studio-new-why = Basta un título. Lo demás puede esperar.
studio-create = Crear directo
studio-empty = Tu primer directo empieza con un título.
studio-empty-next = Créalo, comparte el enlace y emite desde este dispositivo o desde OBS.
studio-live = En el aire
studio-scheduled = Por venir
studio-ended = Terminados
studio-console = Ir a la consola
studio-open = Abrir
studio-watch = Ver la repetición
studio-as-seen = Como se ve
studio-tab-camera = Este dispositivo
studio-tab-encoder = OBS u otro codificador
studio-details = Título, hora y lugar
studio-over = El directo ha terminado.
studio-recording-stopped = El directo sigue, pero la grabación se detuvo.
studio-replay-short = La repetición es más corta que el directo.
studio-over-replay = { $hours ->
    [one] La repetición dura una hora. Después nadie puede verla, tampoco tú.
   *[other] La repetición dura { $hours } horas. Después nadie puede verla, tampoco tú.
}
studio-delete = Borrar directo
studio-delete-ask = ¿Borrar este directo?
studio-delete-text = Su página y su repetición desaparecen para siempre.
show-title = Título
show-title-example = Esmalte de tarde: gres nuevo
show-description = De qué trata
show-visibility = Quién puede verlo
visibility-public = Público
visibility-public-hint = Cualquiera lo encuentra en la portada.
visibility-unlisted = Oculto
visibility-unlisted-hint = Solo quien tenga el enlace.
visibility-private = Privado
visibility-private-hint = Tú, el equipo de la tienda y las personas a quienes lo abras.
show-starts = Comienzo
show-starts-zone = Zona horaria: { $zone }
show-shop = Tienda
show-shop-none = Sin tienda, solo yo
show-place = Lugar
show-place-example = Valencia, el casco antiguo
show-place-hint = El nombre solo se muestra con una posición: pulsa el botón. Se redondea a unos 11 km antes de salir de tu dispositivo.
place-use-mine = Usar mi posición
place-set = Tu posición está puesta, redondeada a unos 11 km.
place-denied = El navegador no dio la posición, así que no se muestra el lugar.
show-cover = Portada
show-cover-hint = JPEG, PNG o WebP, hasta 12 MB y 8192 píxeles por lado. Se vuelve a dibujar: lo que la cámara anotó en ella, como el lugar, no se conserva. Mejor una imagen vertical.

## Emitir desde este dispositivo

broadcast-preview = Tu imagen
broadcast-start-title = Mírate primero.
broadcast-start-text = Nadie te ve hasta que pulses «Emitir».
broadcast-start = Encender la cámara
broadcast-resume-title = Tu directo sigue abierto.
broadcast-resume-text = Quienes miran esperan tu imagen.
broadcast-elsewhere-title = Tu directo está en el aire.
broadcast-elsewhere-text = Si se cerró su pestaña, sigue aquí. Una emisión desde OBS u otro dispositivo se queda como está.
broadcast-resume = Seguir con tu directo
broadcast-go = Emitir
broadcast-connecting = Conectando
broadcast-live = Estás en directo.
broadcast-reconnecting = Se cortó la conexión. Recuperándola.
broadcast-mute = Sin micrófono
broadcast-camera-off = Sin cámara
broadcast-flip = Girar la cámara
broadcast-end = Terminar el directo
broadcast-end-ask = ¿Terminar el directo?
broadcast-end-text = { $hours ->
    [one] Se podrá volver a ver durante una hora.
   *[other] Se podrá volver a ver durante { $hours } horas.
}
broadcast-go-on = Seguir
broadcast-see = Ver cómo fue
broadcast-occupied = Este directo ya se está emitiendo. Termina antes la otra emisión, o espera un momento si era tuya.
broadcast-refused = El servidor no aceptó la emisión. Recarga la página y prueba otra vez.
broadcast-offline = No se llega al servidor. Revisa tu conexión.
broadcast-unsupported = Este navegador no puede emitir: no tiene WebRTC. Usa otro, o emite desde OBS: mira la otra pestaña.
camera-denied = El navegador no puede usar la cámara. Permítelo en la barra de direcciones y prueba otra vez.
camera-missing = No se encontró cámara ni micrófono. Conecta uno y prueba otra vez.
camera-busy = Otro programa está usando la cámara. Ciérrala allí y prueba otra vez.
camera-insecure-title = La cámara necesita HTTPS.
camera-insecure-text = Los navegadores solo dan la cámara a páginas que llegan por HTTPS o desde este mismo equipo. Arranca el servidor con un certificado:
camera-insecure-else = O emite desde OBS: mira la otra pestaña.
camera-n = Cámara { $n }
mic-n = Micrófono { $n }
device-camera = Cámara
device-mic = Micrófono
device-level = Nivel
device-ask = Enciende la cámara para elegir
health = Cómo va
health-none = aún no en directo
health-good = bien
health-fair = regular
health-poor = mal
health-rate-name = Tasa de bits
health-rate = { $n } Mbit/s
health-frames-name = Imágenes
health-frames = { $n } por segundo
health-delay-name = Hasta el servidor
health-delay = { $n } ms
health-loss-name = Perdido en el camino
health-loss = { $n } %
health-viewers-name = Mirando

## Emitir desde un codificador

encoder-title = Emitir desde OBS
encoder-step-1 = En OBS, abre Ajustes, Emisión, y elige el servicio «WHIP».
encoder-step-2 = Pega la dirección en «Servidor» y la clave en «Token de portador», y empieza a emitir.
encoder-address = Dirección WHIP
encoder-key = Clave de emisión
encoder-key-once = Cópiala ahora: solo se muestra esta vez.
encoder-key-hidden = Ya hay una clave. Por seguridad no se vuelve a mostrar.
encoder-key-new = Crear otra clave
encoder-key-ask = ¿Crear otra clave?
encoder-key-ask-text = La clave anterior deja de funcionar al momento.

## Perfil y tienda

profile-edit = Editar
profile-empty = { $name } no tiene nada ahora mismo.
profile-empty-next = Vuelve a mirar pronto.
profile-empty-own = Aquí estarán tus directos.
profile-empty-own-next = Emite y esta página lo muestra al momento.
shop-staff = Las personas
shop-quiet = Ahora mismo no hay nada.
shop-quiet-next = Vuelve pronto, o mira lo que enseñan otros.

## Ajustes

settings-profile = Perfil
settings-avatar = Foto
settings-avatar-hint = JPEG, PNG o WebP, hasta 12 MB y 8192 píxeles por lado. Se vuelve a dibujar: lo que la cámara anotó en ella, como el lugar, no se conserva. Se muestra redonda.
settings-bio = Sobre ti
settings-language = Idioma
settings-language-browser = El del navegador
settings-sessions = Dónde has entrado
settings-session-unknown = Navegador desconocido
settings-session-this = Este navegador
settings-session-seen = Último uso
settings-sessions-others = Salir en los demás sitios
settings-tokens = Tokens de la API
settings-tokens-why = Para programas que actúan en tu nombre.
settings-token-name = Nombre de un token nuevo
settings-token-example = Script de existencias
settings-token-create = Crear
settings-token-made = Creado
settings-token-used = último uso
settings-token-unused = sin usar
settings-token-revoke = Revocar
settings-token-ask = ¿Revocar este token?
settings-token-ask-text = Los programas que lo usan dejan de entrar al momento.
settings-blocked = Cuentas bloqueadas
settings-blocked-why = No pueden seguirte y no te llega si te nombran. No se enteran.

## Entrar y crear cuenta

signin-title = Hola de nuevo
signin-login = Usuario o correo
signin-no-account = ¿Es tu primera vez?
signin-demo = Cuentas de prueba
signup-title = Crear una cuenta
signup-why = Para mirar no hace falta. Para emitir, sí.
signup-has-account = ¿Ya tienes una?
handle-hint = De 2 a 30 minúsculas y cifras, con guiones bajos sueltos entre ellas. Será la dirección de tu página.
password-hint = { $n ->
    [one] Al menos { $n } carácter.
   *[other] Al menos { $n } caracteres.
}

## Avisos tras una acción

flash-profile-saved = Tu perfil está guardado.
flash-show-created = Tu directo está creado. Emite cuando quieras.
flash-show-saved = El directo está guardado.
flash-show-deleted = El directo está borrado.
flash-show-ended = El directo ha terminado.
flash-token-revoked = El token está revocado.
flash-session-revoked = Ese navegador ya no tiene acceso.
flash-sessions-revoked = Has salido en los demás sitios.
flash-signed-out = Has salido.
flash-welcome = Te damos la bienvenida. Tu página está lista.
flash-notices-read = Todo leído.
flash-notices-saved = Así te avisaremos.
flash-not-possible = Ahora no es posible.

## Quejas sobre campos

error-signin-wrong = El usuario, el correo o la contraseña no coinciden. Revísalos y prueba otra vez.
error-rate-limited = Demasiados intentos. Espera un minuto y prueba otra vez.
error-name-long = Usa de 1 a 60 caracteres.
error-handle-format = Usa de 2 a 30 minúsculas y cifras, con guiones bajos sueltos entre ellas.
error-handle-taken = Ese usuario ya existe. Prueba con otro.
error-email-format = No parece una dirección de correo.
error-email-taken = Ya hay una cuenta con esa dirección. Entra con ella.
error-password-length = Usa de 10 a 200 caracteres.
error-bio-long = Usa 300 caracteres como mucho.
error-title-long = Usa de 1 a 100 caracteres.
error-description-long = Usa 2000 caracteres como mucho.
error-visibility-unknown = Elige quién puede verlo.
error-starts-format = Eso no es una fecha y hora.
error-starts-past = Esa hora ya pasó. Elige otra posterior.
error-starts-far = Elige una fecha dentro de un año como mucho.
error-place-long = Usa 80 caracteres como mucho.
error-place-position = Esa posición no puede ser.
error-shop-unknown = No emites para esa tienda.
error-picture-type = No podemos leer esa imagen. Usa un JPEG, PNG o WebP.
error-picture-size = Esa imagen es demasiado grande. Usa una de hasta 12 MB y 8192 píxeles por lado.
error-quiet-hours = Indica las dos horas, desde y hasta, o ninguna.
error-time-zone = No conocemos esa zona horaria. Prueba una como Europe/Madrid.
error-token-name-required = Ponle al token un nombre de 1 a 60 caracteres.
error-token-too-many = Tienes tantos tokens como admite una cuenta. Revoca antes uno.

## La API, descrita

api-title = API
api-lead = Lo que hacen las páginas con cuentas, directos y tokens, para programas. Las descripciones están en inglés.
api-document = Documento OpenAPI
api-contents = Contenido
api-rules = Reglas
api-rule-token = Los programas entran con un token propio, creado en los ajustes:
api-rule-cookie = Las páginas de este sitio usan la cookie de la sesión; una petición con ella tiene que venir de este sitio.
api-rule-errors = Los cuerpos son JSON. Cada error dice qué pasó y qué hacer, siempre con la misma forma:
api-rule-media = La imagen entra por WHIP y sale por WHEP o HLS; sus direcciones están en cada directo.
api-open = No hace falta
api-parameters = Parámetros
api-body = Cuerpo
api-answers = Respuestas
api-schemas = Formas
api-required = obligatorio

## Avisos

push-live = { $host } está en directo
push-soon = Empieza en unos minutos: { $title }
push-mention = { $actor } te ha nombrado
push-quiet = No me avises más
unsubscribe-title = De qué te avisamos
unsubscribe-do = No me avises más
unsubscribe-following = Te avisamos cuando { $name } emite en directo.
unsubscribe-following-done = Ya no te avisaremos cuando { $name } emita en directo. Le sigues como antes.
unsubscribe-live = Avisamos en tus dispositivos de las emisiones que empiezan.
unsubscribe-live-done = Ya no avisamos en tus dispositivos de las emisiones que empiezan.
unsubscribe-soon = Te recordamos las emisiones en tus dispositivos.
unsubscribe-soon-done = Ya no te recordamos las emisiones en tus dispositivos.
unsubscribe-mention = Avisamos en tus dispositivos cuando te nombran.
unsubscribe-mention-done = Ya no avisamos en tus dispositivos cuando te nombran.

## Páginas de error

error-page-home = Ir a la portada
error-page-id = Petición
error-page-again = Prueba otra vez dentro de { $after }.
error-page-request = No entendimos esa petición.
error-page-request-next = Vuelve atrás, revisa lo que escribiste y envíalo otra vez.
error-page-forbidden = Eso no está abierto para ti.
error-page-forbidden-next = Entra con una cuenta que pueda verlo, o pídeselo a su dueño.
error-page-missing = Aquí no hay nada.
error-page-missing-next = El enlace puede ser viejo o estar mal escrito, o el directo puede ser privado.
error-page-conflict = Alguien se adelantó.
error-page-conflict-next = Algo cambió mientras tanto. Recarga la página y vuelve a mirar.
error-page-gone = Esto ya no está.
error-page-gone-next = Estuvo aquí un tiempo y se borró para todo el mundo.
error-page-large = Eso es demasiado grande para enviarlo.
error-page-large-next = Elige una imagen más pequeña y envíala otra vez.
error-page-busy = Eso fue mucho de golpe.
error-page-busy-next = Espera un momento y sigue donde estabas.
error-page-away = Volvemos en un momento.
error-page-away-next = El servidor está ocupado o reiniciando. Recarga la página en un minuto.
error-page-ours = Algo se rompió por nuestra parte.
error-page-ours-next = Quedó anotado. Prueba otra vez y, si sigue igual, envíanos el número de abajo.

## Amigos, y quién puede venir

friends-title = Amigos
friends-why = Grupos a los que puedes abrir un directo privado. Solo tú los ves.
friends-none-yet = Crea un grupo, añade personas y ábreles un directo privado.
friends-new = Un grupo nuevo
friends-group-name = Nombre del grupo
friends-group-example = Habituales
friends-group-empty = Todavía no hay nadie.
friends-make = Crear
friends-add = Añade a alguien por su usuario
friends-add-example = usuario
friends-add-yes = Añadir
friends-remove = Quitar
friends-remove-from = Quitar a { $name } de { $group }
friends-delete = Borrar el grupo
friends-delete-ask = ¿Borrar { $name }?
friends-delete-text = Los directos privados abiertos a este grupo dejan de estarlo. Quien mire uno gracias a él tendrá que salir.
audience-title = Quién puede venir
audience-why = Para los demás, este directo no existe.
audience-followed = Las personas que sigues
audience-followed-hint = Quien sigas en ese momento.
audience-people = { $n ->
    [0] todavía nadie
    [one] { $n } persona
   *[other] { $n } personas
}
audience-groups = Tus grupos
audience-links = Enlaces secretos
audience-link-once = Envía este enlace a quien pueda venir. Solo se muestra ahora.
audience-link-most = A cuántas personas deja entrar
audience-link-make = Crear un enlace
audience-link-used = { $n ->
    [0] sin usar todavía
    [one] ha entrado { $n } persona
   *[other] han entrado { $n } personas
}
audience-link-used-of = han entrado { $n } de { $most }
audience-revoke = Retirar
audience-revoke-ask = ¿Retirar este enlace?
audience-revoke-text = Quien entró con él tendrá que salir y nadie más entrará.
join-title = { $name } te invita
join-text = «{ $title }» es un directo privado. Este enlace te deja entrar.
join-yes = Entrar
join-used-up = Este enlace ya está agotado
join-used-up-next = Dejó entrar a todas las personas que podía. Pide otro a { $name }.
error-group-name = Un nombre tiene de 1 a 60 caracteres.
error-group-taken = Ya tienes un grupo con este nombre.
error-group-too-many = No puede haber más grupos. Borra uno antes.
error-group-full = Este grupo está lleno. Crea otro.
error-group-yourself = Tus propios directos los ves siempre.
error-person-unknown = No hay nadie con este usuario.
error-link-uses = Entre 1 y 10.000, o nada para todos los que lo conozcan.
error-link-too-many = Un directo no puede tener más enlaces. Retira uno antes.
flash-group-made = El grupo está listo. Ahora añade personas.
flash-group-deleted = El grupo está borrado.
flash-member-added = Añadido.
flash-member-removed = Quitado.
flash-audience-saved = Guardado. Solo ellos pueden venir.
flash-link-revoked = El enlace está retirado.
home-invited = Solo para ti y unos pocos más
studio-older = Directos anteriores
