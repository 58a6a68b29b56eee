"""Given and family names of many cultures, in plain ASCII, for invented people."""

from __future__ import annotations

_FIRST = """
Abdul Abebe Abena Adaeze Adela Adele Aditi Adnan Adwoa Afonso Agnieszka Agus Ahanu Aihua Aiko Aino Ainsley Aiyana
Akiko Akosua Alani Aleksi Alena Alessia Altan Alvaro Amara Amina Anastasia Anat Anders Andrei Anita Anjali Anneke
Annika Anselm Anton Anura Anwar Aoife Arash Arjun Arthit Asha Asma Astrid Asuka Aurora Ayesha Aylin Ayodele Ayumi
Babajide Babak Bahar Bao Baris Bartosz Basma Bayani Beata Beatriz Beckett Begona Behrouz Benoit Bhavna Bilal Bilge
Bjorn Blaz Boaz Bogdan Bohdan Bolin Bolor Bora Bram Brendan Brigid Bruno Caio Camila Camille Carlos Carmen Cecilia Cem
Chai Chau Chen Cheveyo Chiara Chidi Chinwe Chioma Chunhua Ciaran Clara Conor Cornelis Cosmin Cyrus Daichi Dalia Dalila
Dalisay Damir Daniela Dario Darya Dashiell Daud Deepak Deirdre Delphine Deniz Despina Desta Devika Dewi Diego Dieter
Dilini Dina Dmitri Dohyun Doina Dorian Dorota Dov Dragan Duarte Duc Ebele Edith Eduardo Eero Efua Eila Eitan Eka Elena
Eleni Elif Elisabetta Eluned Emeka Emiko Emil Emre Enzo Eoin Erdene Eskil Esperanza Esra Estelle Etienne Eunji Ewa
Fabrice Fabrizio Faisal Fang Farhad Farid Fatou Felipe Felix Femke Fergus Fernanda Filipa Fiona Florin Folake Franka
Freja Friederike Gabriel Gaelle Galina Ganesh Gauri Gemma Georgia Ghada Gideon Giorgos Giulia Gizem Golnaz Gonzalo
Goran Grace Greta Grzegorz Guang Gunnar Gustav Gwen Hadas Hala Halina Hamid Hana Haneul Hanh Haoran Harish Harriet
Haruto Hassan Heike Helga Hieu Hina Hiro Hiroshi Hirut Hisham Hugo Huong Hyejin Iain Ibrahim Idris Ifeoma Ileana Ilse
Imani Imran Indah Ines Ingrid Irina Irving Isaac Isha Ishaan Itzel Ivan Ivana Jabari Jaehyun Jamal Jamila Jana Javier
Jelena Jerzy Jin Jing Jiwoo Joao Joaquin Jochen Jonas Joost Josefa Jovelyn Jukka Julien Juma Jun June Jyoti Kaimana
Kaisa Kalina Kamal Kanya Kaori Karim Karin Kasia Kateryna Katja Kaveh Kavya Kaya Kehinde Keiko Kenji Kenya Keoni Kerem
Ketut Keziah Khalid Khanh Kira Kiran Kirsten Klaus Kofi Kostas Kwabena Kwame Kwesi Laila Lakshmi Laleh Lamar Lan Lars
Laurent Layla Leandro Leif Leilani Leon Lesya Leyla Lieke Liesel Ligaya Lihua Lina Lindiwe Linh Liora Lorena Lorenzo
Lowell Lucia Lucian Luka Lukasz Maarten Mabel Mafalda Magda Magnus Mahmoud Maia Makena Makoa Makoto Malee Malgorzata
Malia Malik Manoj Manon Marek Margit Mariko Marisela Marisol Marwan Mateo Mathilde Matteo Matthias Meera Mehrdad Mei
Meilin Mekonnen Mihai Mila Milica Mina Ming Minh Minseo Mirko Moana Morag Mykola Nadezhda Nadia Nadine Nanami Naoki
Naran Nashoba Nasreen Nasrin Nasser Natalia Naveen Nayeli Neha Ngoc Nia Niamh Nikhil Nikola Nikos Nils Nimal Nina
Niran Nizar Nkechi Noam Noor Nora Obinna Octavio Oddvar Odile Oksana Oleg Olga Oluchi Omar Opal Orla Ornella Oscar
Padma Paloma Paolo Parisa Pascal Pavel Pawel Pedro Pekka Peng Percy Petra Petros Phuong Pilar Piotr Pooja Pranav Priya
Putu Qiang Quan Quincy Radha Rafael Rafaela Rajiv Raluca Ramiro Ramona Rania Rasa Rashid Ratna Ren Reza Rhys Rina
Rizalina Robin Rohan Rosa Rosario Roxana Ruby Rui Ruslan Ruwan Saad Sabine Sadia Sakura Salma Samanthi Sami Samir Sana
Sandro Sanjay Sanne Santiago Sara Sari Sefina Selam Selin Selma Seoyeon Shigeru Shin Shira Shirin Shreya Shu Sigrid
Silas Silvia Siobhan Sipho Sofia Solene Solveig Somchai Soraya Sorin Stanislaw Stefan Suda Suki Sungmin Sunita Sven
Svetlana Tabitha Taeyang Tahir Takumi Talia Tallulah Tamar Tane Tanja Tanvi Taras Tariku Tariq Temur Tendai Teodoro
Teresa Thalia Thandiwe Thao Thiago Thierry Tihomir Ting Tobias Tolga Tomas Tomoko Torsten Trang Tsehay Tuan Tuuli
Uchenna Ugo Ulrike Uma Ursula Usman Valeria Varun Vera Vernon Vesna Vikram Viktor Walid Wanda Wanjiru Wayan Weilin Wen
Wesley Willem Winifred Wojciech Xiaoli Ximena Xuan Yael Yannick Yara Yasir Yasmin Yelena Yetunde Yiannis Yichen
Yolanda Yonas Youssef Yuki Yuna Yusra Yuto Yves Zainab Zanele Zara Zarina Zeno Zeynep Zhen Ziad Zlatko Zofia Zola Zvi
"""

_LAST = """
Abara Abbas Abdallah Abe Abernathy Acharya Acheampong Adamczyk Adeyemi Adler Agarwal Aguilar Agyeman Ahlberg Ahmadi
Akana Akhtar Akintola Aksoy Alemu Alexiou Almeida Alvarez Amari Amato Amoah Anand Andersen Andersson Antonov Aquino
Arslan Asante Ashby Ashkenazi Attia Aubert Aydin Aziz Babic Baek Bahrami Bai Bajwa Baker Bakker Bakri Balan Balogun
Bandara Banerjee Barbieri Barbosa Barlow Batbayar Bauer Baumann Bautista Beaumont Becker Begay Bekele Bello Benami
Benitez Berg Bergstrom Bhatt Bianchi Bielak Biton Blackwood Blum Boateng Bondar Bondarenko Borges Brandt Brannigan
Buchanan Bui Byrne Cabrera Cadwallader Cai Calder Callaghan Cardenas Cardoso Carmichael Carvalho Carver Castillo Celik
Cervantes Chaiyasit Chandra Chatterjee Chaudhry Chevalier Cho Choi Chopra Chukwu Ciobanu Cisse Conti Contreras Costa
Cruz Dahl Dalton Dang Danylenko Darwish Dayan Dekker Delacroix Delgado Demir Demirci Deng Desai Deshmukh Diallo
Dimaculangan Dinh Diop Dlamini Doan Doyle Duarte Dubois Dudek Dumitru Dunbar Eberhardt Eklund Ellsworth Endo Engel
Erdogdu Eriksen Escobar Espinoza Esposito Eze Fahmy Fairchild Falk Fan Farahani Farooqi Farouk Fedorov Fernandes
Ferrari Ferreira Figueroa Fischer Fitzgerald Fofana Fontaine Forde Fujita Galanis Gallagher Gallo Ganbold Gao Garnier
Garza Gebre Gill Gomes Gowda Grantham Greco Guerrero Guo Gupta Haddad Haddock Haile Hakim Halim Halvorsen Han Hansen
Hargrove Hartono Hassan Haugen Hayashi Heikkinen Hoang Hoffman Hoffmann Holm Horvat Hosseini Hou Hussein Huynh Hwang
Ibarra Ilic Inoue Ionescu Ishikawa Ito Ivashko Iyer Jaber Jafari Jang Jankowski Jansen Jayasuriya Jensen Jeong Jiang
Jimenez Joshi Jovanovic Kaba Kaczmarek Kahale Kamau Kanaan Kang Kaplan Kapoor Karimi Kato Katz Kavanagh Kealoha Keita
Keller Kessler Khalil Khan Khumalo Kim Kimani Kimura Kincaid Kingsley Klein Knudsen Kobayashi Koch Kong Korhonen
Kouris Kovac Kovalenko Kowalczyk Kuiper Kulkarni Kumar Kusuma Kwon Lacroix Laine Lam Langley Larsen Laurent Lefebvre
Lehtonen Leota Lewandowski Liao Lim Lin Lindgren Lindner Lindqvist Llewellyn Lockhart Lombardi Lopes Lozano Lund Luo
Luong Lysenko Maclean Maeda Magsaysay Maguire Mahoe Maier Makinen Maldonado Malhotra Malik Malka Manalo Manolis
Mansour Mao Marchand Marin Marini Markovic Marku Martel Matsuda Mazur Mbeki Medina Mehta Melnyk Mendez Menon Mensah
Merriweather Mishra Mokoena Monteiro Moradi Moreau Mori Morozov Moyo Mulder Munteanu Murphy Mustafa Mutasa Mwangi Nagy
Naidu Nair Najjar Nakagawa Nasser Navarro Ndlovu Neumann Ngo Nguyen Nilsen Nkosi Nogueira Nolan Norwood Novak Nowak
Nwosu Oakley Obi Ochieng Ochoa Oconnor Odhiambo Ogawa Oh Ojeda Okada Okafor Okonkwo Okoro Olsen Orlov Orsini Ortega
Osei Osman Owusu Ozturk Pacheco Pan Pangilinan Pappas Paredes Park Patel Pavlov Pawlak Pemberton Pereira Perera Peretz
Perrin Petrenko Petrovic Pham Phan Pillai Pinheiro Polat Popa Popescu Prasad Pritchard Qasim Qian Quigley Quintero
Qureshi Radcliffe Rahman Ramos Rao Rattanakul Reddy Renaud Ricci Richter Rosales Rossi Rostami Rousseau Roux Ruiz
Rutherford Ryu Saetang Saito Sakamoto Salazar Saleh Santoro Santoso Sato Saxena Schmidt Seo Sethi Shaheen Shapira
Sharma Shen Sheridan Shetty Shevchuk Shimizu Shin Shirazi Siddiqui Sikora Silva Singh Siregar Sithole Soderberg
Sokolov Song Soto Srinivasan Standish Stavrou Suarez Sukh Suwan Suzuki Takeda Tan Tang Tawfik Tehrani Teixeira Tesfaye
Thackeray Thorsen Tierney Tkachenko Toure Tovar Trinh Trivedi Truong Tsosie Tuiasosopo Ueda Ueno Underhill Urban
Urrutia Valdez Vandenberg Vargas Varma Vasquez Vasseur Vaughan Virtanen Visser Vitale Vlachos Vogel Volkov Vukovic
Vuong Wagner Walsh Wan Watanabe Weber Whitaker Whitehorse Wickrama Wijaya Wojcik Wolde Wong Xiao Xu Yamada Yan Yardley
Yazzie Ye Yilmaz Yilmazer Yoon Zaki Zamora Zeng Zhao Zhou Ziegler Zielinski Zimmer Zupan
"""

FIRST_NAMES: tuple[str, ...] = tuple(_FIRST.split())
"""Given names, each once, in alphabetical order."""

LAST_NAMES: tuple[str, ...] = tuple(_LAST.split())
"""Family names, each once, in alphabetical order."""
