# Apa yang dibayar untuk klik.
costs-title = Biaya
costs-lead = Berapa biaya iklan Anda, per hari dan kampanye, untuk biaya per prospek dan hasilnya. Kampanye di sini adalah isi utm_campaign.
costs-file-help = CSV dengan tanggal, kampanye, dan biaya, seperti ekspor per hari dari platform iklan; kolom dalam bahasa Inggris atau Indonesia, koma, titik koma, atau tab. Tanpa mata uang berarti mata uang ruang kerja. Kampanye dan tanggal yang sudah ada diganti. Hingga 16 MB.
costs-summary = Baru: { $created } · Diganti: { $updated } · Tetap: { $skipped }
costs-stay = Belum ada yang disimpan. Biaya yang tidak ada di berkas tetap seperti semula.
costs-apply = Simpan biaya ini
costs-created = Baru
costs-updated = Menggantikan { $before }
costs-skipped = Tetap
costs-done = Berkas sudah masuk. Biaya baru: { $created }, diganti: { $updated }.
costs-imports = Berkas yang sudah dimasukkan
costs-none = Belum ada berkas.
costs-no-name = Tanpa nama
costs-by = Oleh
costs-when = Kapan
costs-rows = Biaya yang berlaku
costs-take-back = Tarik kembali
costs-take-back-ask = { $count ->
   *[other] Tarik kembali { $name }? { $count } biaya dihapus; yang digantikannya tidak kembali.
}
costs-taken-back = { $count ->
   *[other] { $name } ditarik kembali: { $count } biaya dihapus.
}
costs-latest = Biaya terbaru
audit-costs-imported = memasukkan biaya
audit-costs-taken-back = menarik kembali biaya
noun-cost-import = Biaya
