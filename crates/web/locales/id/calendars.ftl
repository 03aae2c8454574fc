# Kalender hari libur, di Pengaturan.
settings-calendars = Hari libur
calendars-help = Tanggal saat jam buka aturan dan jam kerja orang tutup.
calendars-empty-title = Belum ada kalender
calendars-empty-text = Kalender berisi hari-hari saat jam buka tutup: hari libur nasional suatu negara, hari Anda sendiri, atau keduanya. Aturan dan jam kerja lalu menyebutnya.
calendar-new = Kalender baru
calendar-make = Buat kalender
calendar-made = { $name } siap. Aturan dan jam kerja kini bisa menyebutnya.
calendar-saved = { $name } tersimpan dan berlaku mulai klik berikutnya.
calendar-removed = { $name } sudah dihapus.
calendar-name-help = Seperti dibaca di aturan: “tutup pada … ”.
calendar-country = Hari libur nasional
calendar-no-country = Tanpa negara
calendar-country-help = Untuk seluruh negara; hari libur daerah tidak termasuk. Tambahkan di bawah.
calendar-own = Hari Anda sendiri
calendar-own-help = Hari libur Anda, dan hari libur nasional saat Anda tetap bekerja.
calendar-add-date = Tambah hari
calendar-date = Hari
calendar-what = Status
calendar-what-closed = tutup
calendar-what-open = tetap buka
calendar-yearly = Tiap tahun
calendar-remove-date = Hapus { $date }
calendar-own-date = Hari Anda sendiri
calendar-closed = Tutup pada
calendar-closed-never = Tidak pernah
calendar-known-until = Hari libur nasional diketahui sampai akhir { $year }; yang ditetapkan pemerintah menjelang hari-H masih perkiraan.
calendar-col-of = Isi
calendar-col-next = Tutup berikutnya
calendar-none-ahead = Tidak ada dalam setahun
calendar-of-own = { $count ->
    [0] Belum ada
   *[other] { $count } hari Anda sendiri
}
calendar-of-country = Hari libur nasional { $country }
calendar-of-both = { $count ->
   *[other] Hari libur nasional { $country } dan { $count } hari Anda sendiri
}
calendar-remove = Hapus kalender ini
calendar-remove-help = Tidak ada yang memakainya. Akan hilang selamanya.
calendar-used-by = Masih dipakai: { $links }. Keluarkan dari sana dulu.
calendar-remove-ask = Hapus { $name } selamanya?
audit-calendar-created = membuat kalender libur { $name }
audit-calendar-changed = mengubah kalender libur { $name }
audit-calendar-removed = menghapus kalender libur { $name }
history-dates = Hari sendiri
