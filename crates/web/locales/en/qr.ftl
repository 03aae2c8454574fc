# qr
