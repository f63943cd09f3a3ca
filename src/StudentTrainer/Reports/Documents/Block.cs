namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A part of a report, whatever it is written as. Pages differ in how a block looks, never in what it says.</summary>
internal abstract record Block;
