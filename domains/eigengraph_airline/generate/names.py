"""Given and family names of many cultures, in plain ASCII, for invented customers and passengers."""

from __future__ import annotations

_FIRST = """
Abena Adaeze Adwoa Akosua Amina Ayodele Babajide Chidi Chinwe Ebele Efua Emeka Folake Ifeoma Jabari Kehinde Kofi
Kwabena Kwame Lindiwe Makena Nia Nkechi Obinna Oluchi Sipho Tendai Thandiwe Uchenna Wanjiru Yetunde Zanele Zola
Abebe Desta Hirut Mekonnen Selam Tsehay Yonas
Adnan Asma Basma Dalia Farid Ghada Hala Hisham Idris Jamila Karim Layla Mahmoud Marwan Nadia Nizar Rania Rashid
Salma Samir Tariq Walid Yasmin Zainab Ziad
Arash Behrouz Cyrus Darya Farhad Golnaz Kaveh Laleh Mehrdad Nasrin Parisa Roxana Shirin Soraya
Aylin Baris Cem Deniz Elif Emre Gizem Kerem Leyla Selin Tolga Zeynep
Anat Boaz Dov Eitan Gideon Hadas Liora Noam Shira Talia Yael Zvi
Aditi Anjali Arjun Bhavna Deepak Devika Gauri Harish Ishaan Jyoti Kavya Kiran Lakshmi Manoj Meera Naveen Neha Nikhil
Padma Pooja Pranav Radha Rohan Sanjay Shreya Sunita Tanvi Uma Varun Vikram
Ayesha Bilal Faisal Hina Imran Nasreen Saad Sadia Usman Zara
Anura Dilini Nimal Ruwan Samanthi
Bao Chau Duc Hanh Hieu Huong Khanh Lan Linh Minh Ngoc Phuong Quan Thao Trang Tuan Xuan
Arthit Chai Kanya Malee Niran Somchai Suda
Bayani Dalisay Jovelyn Ligaya Marisol Rizalina
Agus Dewi Eka Indah Ketut Putu Ratna Sari Wayan
Aihua Bolin Chunhua Fang Guang Haoran Jing Jun Lihua Meilin Ming Peng Qiang Rui Shu Ting Weilin Xiaoli Yichen Zhen
Akiko Asuka Daichi Emiko Haruto Hiroshi Kaori Kenji Makoto Mariko Naoki Ren Sakura Shigeru Takumi Tomoko Yuki Yuto
Bora Dohyun Eunji Haneul Hyejin Jaehyun Jiwoo Minseo Seoyeon Sungmin Taeyang Yuna
Altan Bolor Erdene Naran Temur
Agnieszka Bartosz Dorota Ewa Grzegorz Halina Jerzy Kasia Lukasz Malgorzata Pawel Piotr Stanislaw Wojciech Zofia
Alena Bohdan Dmitri Galina Irina Kateryna Lesya Mykola Nadezhda Oksana Pavel Ruslan Svetlana Taras Yelena
Blaz Dragan Goran Ivana Jelena Katja Luka Milica Nikola Petra Tihomir Vesna Zlatko
Andrei Bogdan Cosmin Doina Ileana Mihai Raluca Sorin
Anastasia Despina Eleni Giorgos Kostas Nikos Thalia Yiannis
Adele Benoit Camille Delphine Etienne Fabrice Gaelle Julien Laurent Manon Mathilde Odile Pascal Solene Thierry Yves
Alessia Bruno Chiara Dario Elisabetta Fabrizio Giulia Lorenzo Matteo Ornella Paolo Silvia
Alvaro Begona Carmen Diego Esperanza Fernanda Gonzalo Itzel Joaquin Lucia Marisela Nayeli Octavio Pilar Ramiro
Rosario Santiago Teodoro Ximena Yolanda
Afonso Beatriz Caio Duarte Filipa Joao Leandro Mafalda Rafaela Thiago
Anneke Bram Cornelis Femke Joost Lieke Maarten Sanne Willem
Annika Bjorn Eskil Freja Gunnar Ingrid Kirsten Lars Magnus Oddvar Sigrid Solveig Torsten
Aino Eero Jukka Kaisa Pekka Tuuli
Anselm Dieter Friederike Greta Heike Jochen Klaus Liesel Matthias Ulrike
Aoife Brendan Ciaran Deirdre Eoin Fergus Niamh Orla Rhys Siobhan Eluned Gwen Iain Morag
Ainsley Beckett Clara Dashiell Edith Felix Georgia Harriet Irving June Keziah Lowell Mabel Opal Percy Quincy
Ruby Silas Tabitha Vernon Wesley Winifred
Ahanu Aiyana Cheveyo Kaya Nashoba Tallulah
Alani Kaimana Keoni Leilani Makoa Malia Tane Moana Sefina
"""


_LAST = """
Abara Acheampong Adeyemi Agyeman Akintola Amoah Asante Balogun Boateng Chukwu Dlamini Eze Kamau Khumalo Kimani
Mensah Mokoena Moyo Mutasa Mwangi Ndlovu Nkosi Nwosu Obi Ochieng Odhiambo Okafor Okonkwo Okoro Osei Owusu Sithole
Alemu Bekele Gebre Haile Tesfaye Wolde
Abdallah Amari Attia Aziz Bakri Darwish Fahmy Haddad Hakim Jaber Kanaan Khalil Mansour Mustafa Najjar Nasser Qasim
Saleh Shaheen Tawfik Zaki
Ahmadi Bahrami Farahani Hosseini Jafari Karimi Moradi Rostami Shirazi Tehrani
Aksoy Aydin Celik Demir Erdogdu Kaplan Ozturk Polat Yilmaz
Ashkenazi Benami Biton Dayan Malka Peretz Shapira
Acharya Agarwal Banerjee Bhatt Chatterjee Chopra Desai Deshmukh Gowda Iyer Joshi Kapoor Kulkarni Malhotra Menon
Mehta Mishra Nair Naidu Pillai Prasad Rao Reddy Saxena Sethi Shetty Srinivasan Trivedi Varma
Akhtar Bajwa Chaudhry Farooqi Malik Qureshi Rahman Siddiqui
Bandara Jayasuriya Perera Wickrama
Bui Dang Dinh Doan Hoang Huynh Luong Ngo Pham Phan Trinh Truong Vuong
Chaiyasit Rattanakul Saetang Suwan
Aquino Bautista Dimaculangan Magsaysay Manalo Pangilinan
Halim Hartono Kusuma Santoso Siregar Wijaya
Bai Cai Deng Fan Gao Guo Hou Jiang Kong Liao Lin Luo Mao Pan Qian Shen Song Tang Wan Xiao Xu Yan Ye Zeng Zhao
Abe Endo Fujita Hayashi Inoue Ishikawa Kato Kimura Kobayashi Maeda Matsuda Mori Nakagawa Ogawa Okada Saito Sakamoto
Shimizu Takeda Ueno Watanabe Yamada
Baek Cho Choi Han Hwang Jang Jeong Kang Kwon Lim Oh Ryu Seo Shin Yoon
Batbayar Ganbold Sukh
Adamczyk Bielak Dudek Kaczmarek Kowalczyk Lewandowski Mazur Nowak Pawlak Sikora Wojcik Zielinski
Bondarenko Danylenko Fedorov Ivashko Kovalenko Lysenko Melnyk Orlov Petrenko Shevchuk Sokolov Tkachenko Volkov
Babic Horvat Jovanovic Kovac Markovic Novak Petrovic Vukovic Zupan
Balan Ciobanu Dumitru Ionescu Munteanu Popa
Alexiou Galanis Kouris Manolis Pappas Stavrou Vlachos
Aubert Beaumont Chevalier Delacroix Fontaine Garnier Lacroix Lefebvre Marchand Moreau Perrin Renaud Rousseau Vasseur
Amato Barbieri Conti Esposito Ferrari Gallo Lombardi Marini Orsini Ricci Santoro Vitale
Aguilar Benitez Cardenas Cervantes Delgado Escobar Figueroa Guerrero Ibarra Jimenez Lozano Maldonado Navarro Ochoa
Paredes Quintero Rosales Salazar Tovar Urrutia Valdez Zamora
Almeida Barbosa Cardoso Carvalho Ferreira Monteiro Nogueira Pinheiro Teixeira
Bakker Dekker Jansen Kuiper Mulder Vandenberg Visser
Andersson Bergstrom Dahl Eklund Haugen Holm Knudsen Lindqvist Nilsen Soderberg Thorsen
Heikkinen Korhonen Laine Makinen Virtanen
Adler Baumann Eberhardt Hoffmann Kessler Lindner Neumann Richter Vogel Zimmer
Brannigan Byrne Callaghan Doyle Fitzgerald Gallagher Kavanagh Maguire Nolan Quigley Sheridan Tierney
Cadwallader Llewellyn Pritchard Vaughan Abernathy Buchanan Carmichael Dunbar Kincaid Lockhart Maclean Rutherford
Ashby Barlow Blackwood Carver Dalton Ellsworth Fairchild Grantham Hargrove Kingsley Langley Merriweather Norwood
Oakley Pemberton Radcliffe Standish Thackeray Underhill Whitaker Yardley
Begay Tsosie Yazzie Whitehorse
Akana Kahale Kealoha Mahoe Tuiasosopo Leota
"""

FIRST_NAMES: tuple[str, ...] = tuple(_FIRST.split())
LAST_NAMES: tuple[str, ...] = tuple(_LAST.split())
