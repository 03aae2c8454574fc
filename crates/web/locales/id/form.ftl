# Formulir prospek seperti yang dilihat pengunjung.
form-page-title = Sebelum mengobrol
form-page-intro = { $business } ingin mengenal Anda sebentar. Setelah itu WhatsApp terbuka.
form-page-email = Alamat e-mail Anda
form-page-choose = Pilih…
form-page-button = Lanjut ke obrolan
form-too-much-title = Isinya terlalu banyak
form-too-much-text = Yang Anda kirim melebihi kapasitas formulir ini. Kembali, persingkat isinya, lalu kirim lagi.

# Apa yang salah pada formulir yang dikirim.
error-choose-one = Pilih satu.
error-choose-some = Pilih paling sedikit satu.
error-not-a-choice = Pilih salah satu dari daftar.
error-consent-needed = Centang kotak ini untuk melanjutkan.
error-form-press-again = Silakan tekan tombolnya sekali lagi.
error-form-open-long = Halaman ini sudah lama terbuka. Periksa lagi isinya, lalu kirim.
error-form-too-often = Baru saja banyak formulir dikirim dari sini. Tunggu satu menit, lalu kirim lagi.
error-form-not-kept = Jawaban Anda belum bisa disimpan. Silakan kirim lagi sebentar.

# Apa yang salah pada formulir yang ditulis bisnis.
error-form-key = Kunci adalah satu kata dari huruf kecil, angka, dan “_”, diawali huruf.
error-form-key-taken = “{ $key }” sudah punya arti lain. Pilih kunci lain.
error-duplicate-key = Isian pada urutan { $first } sudah memakai kunci ini.
error-no-choices = Beri paling sedikit satu pilihan.
error-as-many-choices = Isi sebanyak pilihannya ({ $count }) dengan urutan yang sama, atau kosongkan.
error-form-asks-nothing = Formulir aktif tetapi tidak menanyakan apa-apa. Minta nama, e-mail, atau nomor telepon, tambahkan isian, atau nonaktifkan.
error-form-too-large = Teksnya terlalu banyak untuk halaman yang langsung terbuka di ponsel lambat: { $bytes } byte, padahal muat { $max }. Persingkat teks atau pilihannya.

# Formulir yang dikirim, di meja kerja.
timeline-form = mengirim formulir { $link }
timeline-form-to = mengirim formulir { $link } dan diarahkan ke { $agent }
form-consent-given = Menyetujui
try-lead-form-to = Mendapat formulir tautan, lalu diarahkan ke { $name } di WhatsApp
try-lead-form = Mendapat formulir tautan

# Penyunting.
link-tab-form = Formulir
form-editor-title = Formulir { $name }
form-ask-title = Sebelum mengobrol
form-ask-help = Formulir singkat yang langsung terbuka di ponsel apa pun. Jawabannya masuk ke pesan dan ke data prospek.
form-enabled = Tanya sebelum mengobrol
form-enabled-help = Nonaktif: pengunjung langsung ke obrolan. Formulirnya tetap tersimpan.
form-built-in-name = Nama
form-built-in-email = Alamat e-mail
form-built-in-phone = Nomor telepon
form-built-in-help = Di pesan, [k:name], [k:email], dan [k:phone] diganti jawabannya.
form-need-off = Jangan ditanya
form-need-optional = Tidak wajib
form-need-required = Wajib
form-skip = Tanya sekali saja
form-skip-help = Yang pernah mengirim formulir langsung ke obrolan, dengan jawabannya waktu itu di dalam pesan.
form-fields-title = Pertanyaan Anda sendiri
form-fields-help = Paling banyak sepuluh, sesuai urutan di halaman.
form-field-nth = Pertanyaan { $nth }
form-label = Pertanyaan
form-label-id = Pertanyaan versi Indonesia
form-key = Kunci
form-key-help = Satu kata untuk jawabannya, ditulis di pesan seperti { $token }.
form-kind = Dijawab dengan
form-kind-text = Satu baris teks
form-kind-textarea = Beberapa baris
form-kind-select = Satu dari daftar
form-kind-checkbox = Kotak centang
form-required = Wajib dijawab
form-choices = Pilihan
form-choices-help = Satu per baris. Yang dipilih disimpan dengan kata-kata ini.
form-choices-id = Pilihan versi Indonesia
form-choices-id-help = Pilihan yang sama dengan urutan yang sama.
form-placeholder = Contoh di kolom kosong
form-placeholder-id = Contoh versi Indonesia
form-add = Tambah pertanyaan
form-full = Sudah sepuluh: tidak bisa ditambah lagi.
form-up = Naikkan “{ $name }”
form-up-short = Naik
form-down = Turunkan “{ $name }”
form-down-short = Turun
form-remove = Hapus “{ $name }”
form-consent-title = Persetujuan
form-consent-help = Kotak centang di bawah pertanyaan. Yang disetujui disimpan bersama waktunya.
form-consent-text = Yang disetujui pengunjung
form-consent-text-id = Teks versi Indonesia
form-consent-required = Tanpa ini tidak bisa lanjut
form-words-title = Kata-kata halaman
form-words-help = Yang dikosongkan diisi halaman dengan kata-katanya sendiri.
form-title = Judul
form-title-id = Judul versi Indonesia
form-intro = Teks di bawahnya
form-intro-id = Teks versi Indonesia
form-button = Tombol
form-button-id = Tombol versi Indonesia
form-preview-title = Yang dilihat pengunjung
form-look = Tampilkan lagi
form-preview-en = Dalam bahasa Inggris
form-preview-id = Dalam bahasa Indonesia
form-heavy = Teksnya terlalu banyak untuk halaman yang langsung terbuka: { $bytes } byte. Persingkat teks atau pilihannya.
