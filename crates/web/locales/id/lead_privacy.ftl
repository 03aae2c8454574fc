# Privasi seorang prospek: persetujuannya, boleh tidaknya platform diberi tahu, semua yang disimpan, dan penghapusannya.
privacy-title = Privasi
privacy-means-given = Semua tujuan boleh diberi tahu tentang orang ini.
privacy-means-refused = Tidak ada tujuan yang diberi tahu tentang orang ini.
privacy-means-unknown = Tiap tujuan memutuskan menurut aturannya sendiri. Di tempat yang hukumnya meminta persetujuan dulu, tidak ada yang diberitahukan.
privacy-give = Catat persetujuan
privacy-refuse = Catat penolakan
privacy-withdraw = Tarik persetujuan
privacy-given-text = Yang disetujui orang ini
privacy-given-help = Kata-kata yang ia baca atau dengar, agar bisa Anda tunjukkan nanti.
privacy-refused-text = Dengan kata-katanya
privacy-said-at = Kapan ia mengatakannya
privacy-said-at-help = Bila kosong: sekarang.
privacy-withdraw-help = Mulai sekarang tidak ada tujuan yang diberi tahu tentang orang ini. { $count ->
    [0] Tidak ada yang sedang menunggu.
   *[other] { $count } peristiwa yang menunggu tidak jadi diberitahukan.
}
privacy-given = Persetujuan dicatat.
privacy-withdrawn = Dicatat: tidak ada lagi tujuan yang diberi tahu tentang orang ini.
privacy-platforms = Platform iklan
privacy-off-limits = Tidak diberi tahu apa pun
privacy-not-off-limits = Tidak ada di daftar
privacy-off-limits-means = Nomor atau alamatnya ada di daftar pengecualian: apa pun yang ia lakukan, dan siapa pun yang mengimpornya lagi, tidak ada yang diberitahukan.
privacy-not-off-limits-means = Yang diberitahukan bergantung pada persetujuannya. Bila ada di daftar pengecualian, tidak ada yang diberitahukan sama sekali.
privacy-no-contact = Tidak ada nomor atau alamat yang bisa dikenali daftar itu. Catat penolakan sebagai gantinya.
privacy-off-limits-do = Jangan beri tahu platform iklan tentang orang ini
privacy-on-limits-do = Keluarkan dari daftar pengecualian
privacy-put-off-limits = { $name } ada di daftar pengecualian: tidak ada platform iklan yang diberi tahu.
privacy-taken-off-limits = { $name } keluar dari daftar pengecualian.
privacy-everything = Ekspor semuanya
privacy-erase = Hapus data orang ini
lead-erased-title = Data orang di balik prospek ini sudah dihapus
lead-erased-text = Yang tersisa hanya yang dihitung angka-angka: tidak ada yang menunjukkan siapa orangnya.
erase-title = Hapus data { $name }?
erase-lead = Dilakukan seketika dan tidak bisa dibatalkan. Bila datanya mungkin masih perlu, ekspor semuanya dulu.
erase-goes = Yang hilang
erase-goes-contact = Nama, nomor, alamat e-mail, tag dan isian tambahan
erase-goes-words = Catatan, dan yang ditulis di formulir
erase-goes-notes = ({ $count } catatan)
erase-goes-traces = Alamat IP, ID klik, kota dan rincian perangkat dari setiap kunjungan
erase-goes-history = Riwayat perubahan yang bercerita tentang orangnya, dan persetujuannya
erase-goes-waiting = { $count } peristiwa yang menunggu dikirim ke platform
erase-stays = Yang tetap
erase-stays-counts = { $count } kunjungan sebagai angka: hari, tautan, sumber, kampanye, negara dan jenis perangkatnya
erase-stays-outcome = Status, nilai dan agennya, agar angka tetap sama dengan barisnya
erase-stays-told = Bahwa platform pernah diberi tahu, dan kapan; yang mereka simpan mereka sendiri yang menghapus
erase-suppress = Jangan beri tahu platform tentang orang ini untuk selanjutnya juga
erase-suppress-help = Nomor dan alamatnya masuk daftar pengecualian sebagai hash berkunci yang tidak menyebut siapa pun. Kunjungan baru atau impor tidak mengembalikannya.
erase-confirm = Ketik kodenya untuk memastikan
erase-confirm-help = Atau nama prospeknya, seperti tertulis di atas.
erase-do = Hapus selamanya
erase-done = { $count ->
    [0] Data orang di balik { $code } dihapus.
   *[other] Data orang di balik { $code } dihapus. { $count } peristiwa yang menunggu tidak jadi diberitahukan.
}

# Daftar pengecualian.
suppressed-title = Daftar pengecualian
suppressed-help = Orang-orang yang tidak pernah diberitahukan ke platform iklan, apa pun yang mereka lakukan dan siapa pun yang mengimpornya lagi.
suppressed-list = Ada di daftar
suppressed-all = Seluruh daftar
suppressed-empty = Belum ada orang di daftar. Tambahkan di sini, di halaman prospek, atau saat menghapus data seseorang.
suppressed-no-more = Tidak ada lagi di daftar setelah ini.
suppressed-found = { $count ->
    [0] Tidak satu pun dari { $asked } ada di daftar
   *[other] { $count } dari { $asked } ada di daftar
}
suppressed-found-none = Tidak seorang pun. Yang diberitahukan bergantung pada persetujuannya.
suppressed-who = Sidik
suppressed-reason = Alasan
suppressed-since = Sejak
suppressed-by = Ditambahkan oleh
suppressed-kind-phone = Nomor telepon
suppressed-kind-email = Alamat e-mail
suppressed-why-asked = Atas permintaannya
suppressed-why-erased = Datanya dihapus
suppressed-remove = Keluarkan
suppressed-remove-ask = Keluarkan dari daftar? Setelah itu platform boleh diberi tahu lagi, sejauh persetujuannya.
suppressed-removed = Sudah keluar dari daftar.
suppressed-add-title = Tambah orang
suppressed-look = Cari seseorang
suppressed-contacts = Nomor telepon atau alamat e-mail
suppressed-contacts-help = Satu per baris, paling banyak { $most }; tempelan satu kolom pun bisa. Disimpan sebagai hash berkunci, jadi daftar ini tidak menyebut siapa pun: cari seseorang dengan mengetiknya di sini.
suppressed-add = Masukkan ke daftar
suppressed-look-do = Apakah ada di daftar?
suppressed-added = { $count ->
    [0] Semuanya sudah ada di daftar.
   *[other] { $count } sekarang ada di daftar.
}{ $before ->
    [0] {""}
   *[other] {" "}Sudah ada sebelumnya: { $before }.
}
