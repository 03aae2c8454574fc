settings-privacy = Privasi
history-ip = Alamat pengunjung
privacy-ip = Alamat pengunjung
privacy-ip-lead = Apa yang dicatat dari alamat IP mulai sekarang. Negara, batas, dan klik iklan dibaca dari alamat lengkap, yang lalu dilupakan.
privacy-ip-full = Alamat lengkap
privacy-ip-help-full = Platform iklan lebih mudah mencocokkan pembelian.
privacy-ip-truncated = Hanya jaringannya
privacy-ip-help-truncated = 203.0.113.77 menjadi 203.0.113.0/24, alamat IPv6 menjadi 48 bit pertamanya. Platform iklan tidak diberi alamat sama sekali.
privacy-ip-none = Tidak dicatat
privacy-ip-help-none = Tidak ada alamat yang dicatat atau diberitahukan.
privacy-keep = Berapa lama data disimpan
privacy-keep-help = Dalam hari penuh; kosong berarti selamanya. Angka dan biaya tetap ada: angka hari-hari lalu tidak berubah, hanya baris di baliknya yang dihapus.
privacy-unit = hari
privacy-for-good = selamanya
privacy-days = { $days } hari
privacy-visits = Kunjungan orang
privacy-help-visits = Klik dan pindaian beserta keputusannya. Alamat terakhir prospek ikut dihapus, juga bawaan peramban saat formulir dikirim; jawabannya tetap pada prospek.
privacy-filtered-visits = Pratinjau dan perayap
privacy-help-filtered-visits = Permintaan yang bukan dari orang.
privacy-deliveries = Riwayat konversi
privacy-help-deliveries = Setiap percobaan dan jawaban platform. Yang menunggu dikirim tidak disentuh, dan yang sudah terkirim tidak dikirim lagi.
privacy-leads = Prospek yang belum pernah membeli
privacy-help-leads = Dihapus bila selama itu tidak datang dan tidak diubah, seperti bila mereka memintanya.
privacy-customers = Prospek yang pernah membeli
privacy-help-customers = Sama, dengan jumlah hari sendiri.
privacy-audit = Catatan perubahan
privacy-help-audit = Siapa mengubah apa. Yang dihapus menurut hari-hari ini juga tercatat di sana, dalam angka.
privacy-kept = Lengkap sejak { $day }; { $count ->
    [0] belum ada yang dihapus
   *[other] { $count } sudah dihapus
}.
privacy-others = Sesi yang sudah berakhir dan jawaban untuk permintaan berulang dihapus dengan sendirinya. Alamat sesi tim Anda disimpan demi keamanan, apa pun pilihan di atas.
privacy-saved = Pengaturan privasi disimpan.
privacy-ask = Hapus yang lebih lama?
privacy-ask-help = Ini tidak bisa dibatalkan. Angka hari-hari itu tetap ada.
privacy-ask-go = Simpan dan hapus
privacy-goes = { $kind }: { $count ->
    [0] belum ada yang lebih lama dari { $days } hari; yang menjadi lebih lama (hari ini: sebelum { $day }) akan dihapus.
   *[other] { $rows } yang lebih lama dari { $days } hari (sebelum { $day }) akan dihapus.
}
privacy-goes-more = { $kind }: lebih dari { $rows } yang lebih lama dari { $days } hari (sebelum { $day }) akan dihapus.
privacy-swept = { $kind }: { $count }
privacy-rows-gone = Kunjungan sebelum { $day } tidak lagi disimpan; angka hari-hari itu tetap ada.
privacy-filtered-gone = Pratinjau dan perayap sebelum { $day } tidak lagi disimpan; angka hari-hari itu tetap ada.
privacy-counted-gone = Jumlah orang berbeda, kabar dari halaman di ponsel, formulir terkirim, dan apa pun yang disaring hanya menghitung kunjungan yang masih disimpan.
privacy-story-gone = Riwayat pengiriman ini tidak lagi disimpan.
error-bad-days = Jumlah hari adalah bilangan bulat dari 1 sampai 3.650.
