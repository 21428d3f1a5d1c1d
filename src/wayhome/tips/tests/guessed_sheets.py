"""Invented sheets in several languages, for the tests of guessing; nobody in them lives."""

SPANISH = "\r\n".join(
    [
        "Registro de casos 2025",
        (
            "Nº de expediente;Fecha de denuncia;Nombres;Apellidos;Edad;Sexo;País;Nacionalidad;Idiomas;"
            "Teléfono del denunciante;Relato de los hechos;Nombre del captador;Visto en;En peligro;Peso"
        ),
        *(
            f"E-{number};{number % 28 + 1:02}/{number % 12 + 1:02}/2025;Inés;Núñez {chr(65 + number)};{8 + number % 9};"
            f"{'FM'[number % 2]};México;{('venezolana', 'Perú', 'se desconoce', 'hondureña')[number % 4]};"
            f"Español, inglés;+52 55 1234 {5000 + number};La niña salió de la estación y dijo que volvería mañana.;"
            f"El Flaco;Estación central;{('Sí', 'no')[number % 2]};{40 + number},5"
            for number in range(24)
        ),
        "",
    ]
)
RUSSIAN = "\n".join(
    [
        "Номер;Дата обращения;Имя ребенка;Возраст;Пол;Страна;Описание события;Телефон заявителя",
        *(
            f"{n};{n % 27 + 1:02}.03.2025;Анна;{9 + n % 7};{'жм'[n % 2]};Россия;Вышла из дома;+7 900 555 {n:04}"
            for n in range(20)
        ),
        "",
    ]
)
ARABIC = "\n".join(
    [
        "الرقم,التاريخ,اسم الطفل,العمر,الجنس,الوصف",
        *(f"{n},2025-01-{n + 1:02},سارة,{9 + n % 7},أنثى,خرجت من البيت" for n in range(20)),
        "",
    ]
)
FRENCH = "\n".join(
    [
        "N° de dossier;Date des faits;Prénom;Nom de famille;Âge;Sexe;Ville;Récit des faits",
        *(
            f"{n};{n + 3:02}/06/2025;Zoé;Lefèvre;{9 + n % 7};F;Orléans;Où est-elle passée? Elle a été vue à la gare."
            for n in range(20)
        ),
        "",
    ]
)
