### Asesoramiento: quién está en la conversación, invitar y pasarla.

## En la conversación

advice-people-tools = Más en esta conversación
advice-people-all = Los demás en esta conversación
advice-people-shopper = cliente
advice-people-advisor = asesor
advice-people-colleague = colega
advice-people-friend = acompañante
advice-people-picture = La imagen de { $name }, { $role }
advice-people-away = ausente
advice-people-joined = { $name } se ha unido.
advice-people-left = { $name } se ha ido.
advice-people-handed = { $from } te deja con { $to }.
advice-people-handed-staff = { $to } sigue en lugar de { $from }.
advice-people-note = La nota de tu colega
advice-people-out = Sacar a { $name } de la conversación
advice-people-out-sure = ¿Sacar a { $name } de la conversación?
advice-people-out-text = Deja de ver y oír, y la conversación sigue.
advice-people-out-yes = Sacar
advice-people-out-no = Que se quede
advice-people-leave = Salir
advice-people-leave-sure = ¿Salir de la conversación?
advice-people-leave-text = Sigue sin ti.
advice-people-lobby-friend = Te unes a una conversación con { $name }.
advice-people-stay = Quedarme

## Un acompañante

advice-people-invite = Traer a alguien
advice-people-invite-text = Quien abra primero este enlace os ve y os oye, habla y escribe con vosotros, y ve lo que habéis escrito, los productos y tu cesta. Vale 30 minutos.
advice-people-invite-make = Crear un enlace
advice-people-invite-new = Crear otro enlace
advice-people-invite-link = El enlace para tu acompañante
advice-people-invite-copy = Copiar
advice-people-invite-copied = Copiado
advice-people-invite-back = Retirar el enlace
advice-people-invite-gone = El enlace ya no vale.
advice-people-invite-in = Tu acompañante está aquí.

## Un colega

advice-people-ask = Pedir ayuda a un colega
advice-people-ask-text = Lee lo que escribas aquí antes de venir. { $name } no lo ve.
advice-people-ask-who = Quién
advice-people-ask-none = Ahora mismo no hay nadie más libre en el mostrador.
advice-people-ask-what = Para qué
advice-people-ask-join = Que se una
advice-people-ask-over = Que siga en mi lugar
advice-people-ask-note = Nota
advice-people-ask-note-hint = Qué habéis visto y qué se busca
advice-people-ask-stay = Me quedo en la conversación
advice-people-ask-send = Pedir
advice-people-ask-waits = Esperando la respuesta de { $name }.
advice-people-ask-back = Retirar
advice-people-ask-declined = { $name } no puede venir ahora.
advice-people-ask-lapsed = { $name } no ha contestado.
advice-people-close = Cerrar
advice-people-why-seat-taken = Ese sitio ya está ocupado.
advice-people-why-already-asked = Ya se lo has pedido a alguien. Espera la respuesta o retíralo.
advice-people-why-to = Ya no está libre.
advice-people-why-note = La nota es demasiado larga: 500 caracteres como mucho.

## En el mostrador

advice-people-asks-join = { $name } te pide que te unas a su conversación con { $shopper }.
advice-people-asks-over = { $name } te pide que sigas en su lugar con { $shopper }.
advice-people-asks-stays = { $name } se queda.
advice-people-asks-come = Voy
advice-people-asks-take = Sigo yo
advice-people-asks-not = Ahora no
advice-people-asks = Te piden ayuda
advice-people-why-invitation-over = Ya se ha contestado o retirado.
advice-people-why-over = La conversación ha terminado.

## La puerta

advice-join-title = { $name } quiere que le acompañes
advice-join-text = Está hablando con { $name } de { $shop }. Los verás y oirás a los dos, y ellos a ti.
advice-join-name = Tu nombre
advice-join-name-why = Escribe cómo pueden llamarte.
advice-join-yes = Entrar
advice-join-kept = No se graba nada. Tu nombre se olvida un día después de la conversación.
