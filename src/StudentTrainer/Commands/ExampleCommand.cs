using System.CommandLine;

namespace Rrm.StudentTrainer.Commands;

/// <summary>A command whose help ends with lines that can be pasted.</summary>
internal sealed class ExampleCommand(string name, string description, string example) : Command(name, description)
{
    public string Example => example;
}
