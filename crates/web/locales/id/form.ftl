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
