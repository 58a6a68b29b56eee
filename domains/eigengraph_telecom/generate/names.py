"""Given and family names of many cultures, in plain ASCII, and names of streets, for invented customers."""

from __future__ import annotations

_FIRST = """
Abla Adjoa Aisha Akeem Alba Aldo Alina Amara Ambrose Anders Anika Anouk Ansel Antonia Arata Ariel Astrid Aurelio Ayumi
Azadeh Basil Beata Benedikt Blanca Bodil Branko Bridget Calum Camila Cato Cecilia Chandra Chidera Cleo Colette Conrad
Cyprian Dagmar Dalmar Dana Danilo Darina Dele Desmond Devi Dimitra Dora Ebba Edda Efosa Elias Elin Elwood Emiliano
Enzo Erin Esther Evander Fadila Faye Femi Fenna Finn Fiona Flavia Flora Fumiko Gaspard Gemma Gianna Gita Goro Greer
Gudrun Hakon Hana Hani Hector Hedda Heloise Hideo Honora Ida Ignacio Ilana Imani Ines Ingo Iona Irfan Isolde Ivo Jaya
Jelle Jonas Josefa Juno Kaito Kalinda Kamal Karolina Keiko Kenza Kofo Kwasi Laila Lamar Leif Lena Leopold Liba Lina
Livia Lorcan Lucian Luz Madoka Maeve Magda Malik Marcel Mare Marit Matilda Mei Mercy Milan Mina Mirela Moses Nadeem
Naima Nell Niko Nils Noor Nuria Odette Oleg Olive Omar Oscar Otis Paloma Pascale Paz Petros Philippa Pia Priya Radek
Rafael Ramona Ravi Reina Remy Rhea Rocco Roderick Romy Rosa Rune Sabine Said Samira Sanna Saul Selma Senga Sergio Signe
Simone Sina Sven Tadeo Tamsin Tarek Tessa Theo Tilda Tobias Tova Ulla Umar Ursula Valentin Vera Viggo Vivian Wanda
Willa Xander Yara Yohan Yusuf Zadie Zeno Zuri
"""

_LAST = """
Abbott Achebe Adeleke Ahlgren Akande Alcott Alonso Amundsen Anand Arslan Asari Atwood Avila Bachmann Baird Barros
Basu Batra Beck Bellamy Berg Bianchi Blom Bloom Boone Borg Bosch Brandt Briggs Burke Caldwell Campos Carlsen Castillo
Cerny Chandran Chen Cisse Clemens Coelho Corbett Costa Cruz Dacosta Danso Delaney Devereux Diallo Diaz Dimitrov Donovan
Drake Duarte Dufour Eason Ekberg Elias Ellery Emerson Engel Erikson Espinoza Fabre Falk Farrell Feld Fernandes Fiore
Fischer Fontes Forde Frost Fujii Garza Gaspar Gilroy Goto Graf Greco Gupta Haas Hadley Haji Halvorsen Hara Harlow Hart
Heller Herrera Hewitt Holloway Horn Hussain Ibrahim Inoue Ito Jacobsen Jain Jarvis Jensen Joubert Juarez Kaya Keller
Kenyon Khatri Kim Kirk Klein Koch Kone Kumar Kurz Lam Lange Larsen Laurent Leal Leclerc Lind Lloyd Lopes Lowe Lund
Mackay Maier Manning Marin Marsh Masri Mbeki Mejia Mercer Meyer Miura Molina Monroe Montes Moser Murata Nagy Nakamura
Nash Neves Nguyen Noble Noguchi Nunez Oduya Olsen Oneill Ortega Osborne Otieno Pace Padilla Palmer Park Pavlov Pereira
Petit Pike Pires Pohl Ponce Pratt Quinn Rahimi Ramos Rasmussen Reyes Ribeiro Rios Rivas Roche Roth Roy Ruiz Sachs Sale
Salas Sandoval Sato Schmid Sen Serrano Sharma Silva Singh Skov Sloan Soto Stark Stone Strand Suarez Suzuki Tamura Tan
Teller Thorne Toledo Toure Traore Ueda Vance Vega Velez Vidal Vogt Wagner Walsh Weber Wells Wilde Winter Wolf Wong
Yamamoto Yang York Young Yusuf Zamani Zeller
"""

_STREETS = """
Acorn Amber Anchor Apple Ash Aviary Barley Bay Beacon Beech Bell Birch Bluebell Bridge Briar Brook Canyon Cedar Chapel
Cherry Chestnut Cobble Cove Crane Creek Crescent Cypress Dale Elm Falcon Fern Field Finch Forge Fountain Gable Garnet
Glen Granite Grove Harbor Hazel Heath Hill Holly Ivy Jasper Lake Laurel Lilac Maple Market Meadow Mill Moss Oak Olive
Orchard Park Pearl Pine Plum Poplar Prairie Quail Raven Reed Ridge River Robin Rose Sable Shore Sorrel Spring Station
Stone Summit Swan Tanner Temple Thorn Timber Valley Vine Walnut Water Willow Windmill
"""

FIRST_NAMES: tuple[str, ...] = tuple(_FIRST.split())
LAST_NAMES: tuple[str, ...] = tuple(_LAST.split())
STREETS: tuple[str, ...] = tuple(_STREETS.split())
