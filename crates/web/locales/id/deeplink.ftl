# deeplink
