"""Given and family names of many cultures, in plain ASCII, for invented customers."""

from __future__ import annotations

_FIRST = """
Abdul Adela Aiko Aleksi Amara Anders Anita Anton Anwar Asha Astrid Aurora Ayumi Babak Bahar Beata Bilge Brigid
Camila Carlos Cecilia Chen Chioma Conor Dalila Damir Daniela Daud Dina Dorian Eduardo Eila Elena Emil Enzo Esra
Estelle Fatou Felipe Fiona Florin Franka Gabriel Ganesh Gemma Goran Grace Gustav Hamid Hana Hassan Helga Hiro Hugo
Ibrahim Ilse Imani Ines Isaac Isha Ivan Jamal Jana Javier Jelena Jin Jonas Josefa Juma Kalina Kamal Karin Keiko
Kenya Khalid Kira Kwesi Laila Lamar Leif Leon Lina Lorena Lucian Magda Maia Malik Marek Margit Mateo Mei Mila Mina
Mirko Nadine Nanami Nasser Natalia Nils Nina Noor Nora Oleg Olga Omar Oscar Paloma Pedro Petros Priya Rafael Rajiv
Ramona Rasa Reza Rina Robin Rosa Sabine Sami Sana Sandro Sara Selma Shin Sofia Stefan Suki Sven Tahir Tamar Tanja
Tariku Teresa Tobias Tomas Ugo Ursula Valeria Vera Viktor Wanda Wen Yannick Yara Yasir Youssef Yusra Zarina Zeno
"""

_LAST = """
Abbas Adler Aguilar Ahlberg Alvarez Anand Andersen Antonov Arslan Baker Bauer Becker Bello Berg Bianchi Blum Bondar
Borges Brandt Cabrera Calder Carvalho Castillo Chandra Cho Cisse Contreras Costa Cruz Dahl Delgado Demirci Diallo
Diop Dubois Duarte Eklund Endo Engel Eriksen Espinoza Falk Farouk Fernandes Ferrari Figueroa Fischer Fofana Fontaine
Forde Fujita Gallo Garza Gill Gomes Greco Guerrero Gupta Haddock Halvorsen Hansen Hassan Hayashi Hoffman Holm Horvat
Hussein Ibarra Ilic Ito Jankowski Jansen Jensen Jimenez Kaba Kang Katz Keita Keller Khan Kim Klein Koch Kovac Kumar
Lam Larsen Laurent Lehtonen Lim Lindgren Lopes Lund Maier Marin Marku Martel Matsuda Mbeki Medina Mendez Moreau
Morozov Murphy Nagy Navarro Nguyen Nilsen Novak Oconnor Ojeda Okada Olsen Ortega Osman Pacheco Park Patel Pavlov
Pereira Popescu Quintero Ramos Rossi Roux Ruiz Sato Schmidt Sharma Silva Singh Soto Suarez Suzuki Takeda Tan Toure
Ueda Urban Vargas Vasquez Vogel Wagner Walsh Weber Wong Yamada Yilmazer Zamora Zhou Ziegler
"""

FIRST_NAMES: tuple[str, ...] = tuple(_FIRST.split())
LAST_NAMES: tuple[str, ...] = tuple(_LAST.split())
