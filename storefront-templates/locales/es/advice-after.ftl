### Después de una conversación: lo que queda de ella, en qué acabó y qué te pareció.

## Cómo terminó

after-by-you = La terminaste tú.
after-by-name = La terminó { $name }.
after-you-left = No hubo señal tuya durante dos minutos y se terminó.
after-name-left = No hubo señal de { $name } durante dos minutos y se terminó.
after-lost-you = Se perdió la conexión contigo. { $name } será lo primero en la cola de tus compañeros.
after-removed = { $name } ya no asesora aquí.

## La valoración

after-rate = ¿Qué tal fue?
after-rate-star-one = { $n } estrella
after-rate-star = { $n } estrellas
after-rate-line = Una línea sobre ella
after-rate-line-hint = Hasta 280 caracteres. La tienda la lee sin tu nombre.
after-rate-send = Enviar
after-rate-thanks = Gracias. Puedes cambiarla durante una semana.
after-rated = Tu valoración

## El resumen

after-summary = Resumen
after-summary-of = Tu conversación con { $name }
after-summary-facts = En { $shop }, { $length }
after-agreed = Lo acordado
after-order = Pagado: pedido { $number }
after-basket = La cesta como estaba
after-basket-put = Ponerlo en mi cesta
after-basket-done = Está en tu cesta.
after-basket-partly = Lo que hay está en tu cesta. Esto no:
after-basket-none = Ahora mismo no queda nada de ello:
after-basket-see = Ver la cesta
after-missing-gone = ya no se vende
after-missing-sold-out = agotado
after-missing-left = solo quedan { $n }
after-shown = Lo que mirasteis
after-nothing = No se mostró nada y la cesta estaba vacía.
after-total = Total
after-kept = Solo lo veis tú y { $name }. Se guarda 90 días, hasta el
after-kept-advisor = Se guarda 90 días, o hasta que { $name } lo borre.
after-gone = El resumen ya no está
after-gone-next = Se borró, o han pasado sus 90 días.
after-delete = Borrar el resumen
after-delete-ask = ¿Borrar el resumen?
after-delete-text = Lo mostrado, lo acordado y la cesta desaparecen al momento, también para la tienda. Tu valoración se queda.
after-mail = Recibirlo por correo
after-mail-account = Enviarlo a { $email }
after-mail-address = Tu dirección de correo
after-mail-why = Lo que tu asesor escriba después llega también ahí. No se usa para nada más.
after-mail-send = Enviarlo
after-mail-sent = Va de camino, y también lo que tu asesor escriba después.

## Lo que anota el asesor

after-outcome = ¿En qué acabó?
after-outcome-bought = Compró
after-outcome-thinks = Se lo piensa
after-outcome-follow-up = Queda algo por hacer
after-outcome-not-served = Sin resultado
after-template = Empezar con una plantilla
after-template-none = Elegir
after-write-hint = Solo lo ves tú hasta que lo envíes. { $name } lo lee en la página del resumen.
after-write-mailed = { $name } dejó una dirección de correo: llega también ahí.
after-save = Guardar
after-send = Enviar a { $name }
after-sent = { $name } puede leerlo.
after-sent-edit = Puedes cambiarlo durante 24 horas.
after-sent-final = Se envió hace más de un día y se queda como está.
after-saved-draft = Guardado.
after-no-summary = Ya no hay resumen de esta conversación, así que no se puede enviar nada.
after-open = Sin anotar
after-open-text = Conversaciones de las últimas 24 horas sin resultado.
after-open-someone = Alguien

## Por qué no se pudo

after-why-else = No ha funcionado. Prueba otra vez.
after-why-offline = Ahora mismo no hay conexión.
after-why-email = Esto no es una dirección de correo.
after-why-mailed = Ya se envió cinco veces.
after-why-final = Se envió hace un día y se queda como está.
after-why-gone = Ya no hay resumen de esta conversación.
after-why-empty = Escribe primero lo acordado: hasta 2000 caracteres.
after-why-late = Una conversación se puede valorar durante una semana.
after-why-line = Es demasiado largo: 280 caracteres como máximo.
after-why-too-many = Demasiadas veces. Espera un momento.

## Las plantillas de una tienda

after-templates = Plantillas
after-templates-why = Palabras que escribes una y otra vez después de una conversación. Elige una en la página de una conversación terminada.
after-templates-empty = Aún no hay plantillas
after-templates-empty-next = La primera podría dar las gracias por el tiempo.
after-templates-new = Nueva plantilla
after-templates-name = Nombre
after-templates-language = Idioma
after-templates-text = Texto
after-templates-places = Al elegirla, { "{name}" } se convierte en el nombre del cliente, { "{advisor}" } en el tuyo, { "{products}" } en lo mostrado y { "{link}" } en la página del resumen.
after-templates-add = Añadir
after-templates-edit = Editar
after-templates-delete-ask = ¿Borrar «{ $name }»?
after-templates-delete-text = Lo que se escribió con ella se queda como está.
after-templates-why-text = Un texto tiene de 1 a 2000 caracteres.
after-templates-why-name = Un nombre tiene de 1 a 60 caracteres.
after-templates-why-full = Una tienda tiene 30 plantillas como máximo. Borra una antes.
after-templates-example-name = Gracias
after-templates-example = Hola, { "{name}" }: gracias por tu tiempo. Miramos: { "{products}" }

## Correos

mail-summary = Tu conversación con { $advisor } en { $shop }
mail-summary-text = Esto es lo que queda de ella.
mail-follow-up = { $advisor }, de { $shop }, te ha escrito
mail-follow-up-text = Después de vuestra conversación, esto es lo que acordasteis.
mail-summary-button = Ver el resumen
mail-summary-basket = La cesta como estaba
mail-summary-shown = Lo que mirasteis
mail-summary-order = Pagaste el pedido { $number } en la conversación.
mail-summary-why = { $shop } te envía este correo porque lo pediste después de una conversación. El resumen se guarda { $days } días; en su página puedes borrarlo al momento.
