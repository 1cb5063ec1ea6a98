"""A questionnaire with a question of every kind, for tests of what is written from one."""

from questionnaires.formats import yaml
from questionnaires.model import Questionnaire

SOURCE = """
name: every_kind
title: {zh-CN: "${survey_place}问卷", en: "Questionnaire of ${survey_place}"}
languages: [zh-CN, en]
introduction: {zh-CN: 请您填写。, en: Please fill it in.}
lists:
  - name: places
    title: {zh-CN: 地方, en: Places}
    standard: GB/T 2260
    version: '2020'
    levels: [town, village]
    entries:
      - {code: t1, label: {zh-CN: 东镇, en: East}}
      - {code: t2, label: {zh-CN: 西镇, en: West}}
      - {code: t1v1, label: {zh-CN: 东一村, en: East one}, parent: t1}
      - {code: t2v1, label: {zh-CN: 西一村, en: West one}, parent: t2}
      - {code: t2v2, label: {zh-CN: 西二村, en: West two}, parent: t2}
pages:
  - name: start
    title: {zh-CN: 开始, en: Start}
    questions:
      - kind: consent
        name: agree
        number: P1
        label: {zh-CN: 您同意吗？, en: Do you agree?}
        statement: {zh-CN: 我已了解。, en: I understand.}
        required: true
        options:
          - {code: '1', label: {zh-CN: 同意, en: I agree}}
          - {code: '2', label: {zh-CN: 不同意, en: I do not}}
    endings:
      - {when: "${agree} = '2'", outcome: refused, reason: declined, message: {zh-CN: 谢谢您看过。, en: Thank you.}}
  - name: work
    title: {zh-CN: 工作, en: Work}
    questions:
      - kind: single
        name: works
        number: A1
        label: {zh-CN: 您有工作吗？, en: Do you work?}
        role: occupation
        offers: [refused]
        options:
          - {code: '1', label: {zh-CN: 有, en: 'Yes'}}
          - {code: '2', label: {zh-CN: 没有, en: 'No'}}
          - {code: '98', label: {zh-CN: 其他, en: Other}, write_in: true}
      - kind: number
        name: hours
        number: A2
        label: {zh-CN: 每周几小时？, en: How many hours a week?}
        show: "${works} = '1'"
        unit: {zh-CN: 小时, en: hours}
        decimals: 1
        least: 0
        most: 120
      - kind: split
        name: share
        number: A3
        label: {zh-CN: 怎样分配？, en: How is it divided?}
        show: "${works} = '1'"
        rows:
          - {name: s_a, label: {zh-CN: 业务, en: Core}}
          - {name: s_b, label: {zh-CN: 其他, en: Other}}
      - kind: date
        name: born
        number: A4
        label: {zh-CN: 出生年月, en: Born in}
        precision: month
        privacy: quasi_identifying
      - kind: calculated
        name: long
        label: {zh-CN: 工时长, en: Long hours}
        type: boolean
        value: "${hours} > 60"
      - kind: multiple
        name: does
        number: B1
        label: {zh-CN: 做过哪些事？, en: Which have you done?}
        most: 2
        options:
          - {code: '1', label: {zh-CN: 论文, en: Papers}}
          - {code: '2', label: {zh-CN: 专利, en: Patents}}
          - {code: '97', label: {zh-CN: 都没有, en: None}, exclusive: true}
      - kind: ranking
        name: needs
        number: B2
        label: {zh-CN: 需要什么？, en: What do you need?}
        most: 2
        show: "${hours} >= 40 and selected(${does}, '2')"
        options:
          - {code: '1', label: {zh-CN: 经费, en: Funds}}
          - {code: '2', label: {zh-CN: 时间, en: Time}}
          - {code: '3', label: {zh-CN: 培训, en: Training}}
      - kind: matrix
        name: sat
        number: B3
        label: {zh-CN: 满意吗？, en: Satisfied?}
        offers: [unknown]
        rows:
          - {name: sat_1, label: {zh-CN: 收入, en: Pay}}
          - {name: sat_2, label: {zh-CN: 工时, en: Hours}, show: "${works} = '1'"}
        options:
          - {code: '1', label: {zh-CN: 不满意, en: Not at all}}
          - {code: '2', label: {zh-CN: 满意, en: 'Yes'}}
          - {code: '3', label: {zh-CN: 不适用, en: Not applicable}, missing: not_applicable}
      - kind: scale
        name: life
        number: B4
        label: {zh-CN: 生活满意度, en: Satisfaction with life}
        low_label: {zh-CN: 很不满意, en: Not at all}
        high_label: {zh-CN: 很满意, en: Very}
      - kind: cascade
        name: place
        number: B5
        label: {zh-CN: 您住在哪里？, en: Where do you live?}
        list: places
        write_in: true
        levels:
          - {name: town, label: {zh-CN: 乡镇, en: Town}, role: town}
          - {name: village, label: {zh-CN: 村, en: Village}}
      - kind: note
        name: help
        label: {zh-CN: "有事请找${survey_contact}。您刚才填了 ${hours} 小时。", en: "Ask ${survey_contact}; you gave ${hours}."}
      - kind: text
        name: says
        number: C1
        label: {zh-CN: 您的建议, en: Your suggestion}
        why: {zh-CN: 用来改进服务。, en: It serves better services.}
        long: true
        limit: 300
"""


def every_kind() -> Questionnaire:
    return yaml.load(SOURCE.encode())
